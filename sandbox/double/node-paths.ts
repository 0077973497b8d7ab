import { join } from 'node:path';

/** Where everything of a node lies under its root: the keys of helper.yaml and agent.yaml, and the double's own. */
export function nodePaths(root: string) {
  const one = join(root, 'var/lib/one');
  const bin = (name: string) => join(root, 'bin', name);
  return {
    root,
    onedConf: join(root, 'etc/one/oned.conf'),
    monitordConf: join(root, 'etc/one/monitord.conf'),
    oneAuth: join(one, '.one/one_auth'),
    oneDirectory: join(one, '.one'),
    oneSshDirectory: join(one, '.ssh'),
    sshHostKeyDirectory: join(root, 'etc/ssh'),
    oneDatabase: join(one, 'one.db'),
    onedLock: join(root, 'var/lock/one/one'),
    hosts: join(root, 'etc/hosts'),
    configEol: join(root, 'etc/eole/config.eol'),
    configEolBackup: join(root, 'etc/eole/config.eol.bak'),
    instance: bin('instance'),
    reconfigure: bin('reconfigure'),
    onedb: bin('onedb'),
    onezone: bin('onezone'),
    onehost: bin('onehost'),
    systemctl: bin('systemctl'),
    systemdRun: bin('systemd-run'),
    creoleLock: bin('creolelock'),
    ip: bin('ip'),
    arping: bin('arping'),
    oned: bin('oned'),
    /** The double's own files: what the machine is, what its network holds, who runs. */
    machine: join(root, 'machine.json'),
    runDirectory: join(root, 'run'),
    network: join(root, 'run/network.json'),
    ipAddressShow: join(root, 'run/ip-address-show.json'),
    networkLock: join(root, 'run/network.lock'),
    onedPid: join(root, 'run/oned.pid'),
    onedUnit: join(root, 'run/opennebula.unit.json'),
    vipLock: join(root, 'var/lock/one/vip_sh'),
    eoleLockDirectory: join(root, 'var/lock/eole/eole-system'),
    onedLog: join(root, 'var/log/one/oned.log'),
    onedOutput: join(root, 'var/log/one/oned.out'),
  } as const;
}

export type NodeRootPaths = ReturnType<typeof nodePaths>;
