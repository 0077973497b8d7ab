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
 * `instance` without its questions: makes oned.conf, starts oned alone for the first time (which makes its
 * database and credentials) and keeps config.eol as applied at the very end. 0 done, 1 failed.
 */
async function instance(root: string): Promise<number> {
  printPhases('Début de configuration', 'Préparation pour instance', 'Gestion des paquets');
  if (readConfigEol(root) === undefined) return 1;
  printPhases('Arrêt des services', 'Génération des fichiers de configuration', 'Génération des certificats');
  writeOnedConf(root, -1);
  print('Démarrage des services');
  if (!(await systemctl(root, 'start'))) {
    printError(' => Erreur au démarrage du service opennebula');
    return 1;
  }
  printPhases('Gestion des utilisateurs systèmes', 'Planificateur de tâche', 'Finalisation');
  keepAppliedConfiguration(root);
  print('Instanciation OK');
  return 0;
}

const { root } = programArguments();
process.exitCode = await withCreoleLock(root, 'instance', () => instance(root));
