import { existsSync } from 'node:fs';
import { readEolVariable } from '../conf/config-eol.ts';
import { nodePaths } from '../node-paths.ts';
import { print, printError, programArguments } from './arguments.ts';
import { withCreoleLock } from './creole-lock.ts';
import {
  keepAppliedConfiguration,
  printPhases,
  readConfigEol,
  systemctl,
  writeOnedConf,
} from './eole-phases.ts';

/**
 * `reconfigure`: writes oned.conf again from Creole's values, SERVER_ID = the node's index whatever the zone
 * gave it, and restarts oned. 0 done, 1 failed.
 */
async function reconfigure(root: string): Promise<number> {
  if (!existsSync(nodePaths(root).configEolBackup)) {
    printError(' => Erreur : le serveur doit être instancié avant d’être reconfiguré');
    return 1;
  }
  printPhases('Début de configuration', 'Préparation pour reconfigure', 'Arrêt des services');
  const eol = readConfigEol(root);
  if (eol === undefined) return 1;
  const highlyAvailable = readEolVariable(eol, 'activer_one_ha') === 'oui';
  const index = Number(readEolVariable(eol, 'one_ha_server_index') ?? -1);
  print('Génération des fichiers de configuration');
  writeOnedConf(root, highlyAvailable ? index : -1);
  print('Démarrage des services');
  if (!(await systemctl(root, 'restart'))) {
    printError(' => Erreur au démarrage du service opennebula');
    return 1;
  }
  keepAppliedConfiguration(root);
  printPhases('Planificateur de tâche', 'Finalisation', 'Reconfiguration OK');
  return 0;
}

const { root } = programArguments();
process.exitCode = await withCreoleLock(root, 'reconfigure', () => reconfigure(root));
