import { join } from 'node:path';

/** Where everything of a node lies under its root: the keys of helper.yaml and agent.yaml, and the double's own. */
export function nodePaths(root: string) {
  const one = join(root, 'var/lib/one');
  const { programs, ip, creoleLock, own } = root === '/' ? wholeMachine : placesBelow(root);
  const bin = (name: string) => join(programs, name);
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
    creoleLock,
    ip,
    arping: bin('arping'),
    oned: bin('oned'),
    /** The double's own files: what the machine is, what its network holds, who runs. */
    machine: join(own.lasting, 'machine.json'),
    runDirectory: own.run,
    network: join(own.run, 'network.json'),
    ipAddressShow: join(own.run, 'ip-address-show.json'),
    networkLock: join(own.run, 'network.lock'),
    onedPid: join(own.run, 'oned.pid'),
    onedUnit: join(own.run, 'opennebula.unit.json'),
    vipLock: join(root, 'var/lock/one/vip_sh'),
    eoleLockDirectory: join(root, 'var/lock/eole/eole-system'),
    onedLog: join(root, 'var/log/one/oned.log'),
    onedOutput: join(root, 'var/log/one/oned.out'),
  } as const;
}

/** A machine of its own, where the double is installed as OpenNebula would be; `ip` and systemd are the machine's. */
const wholeMachine = {
  programs: '/usr/bin',
  ip: '/usr/sbin/ip',
  creoleLock: '/usr/bin/CreoleLock',
  own: { lasting: '/var/lib/one', run: '/run/one' },
} as const;

/** One of several nodes on one machine: nothing outside of its root is touched. */
function placesBelow(root: string) {
  const programs = join(root, 'bin');
  return {
    programs,
    ip: join(programs, 'ip'),
    creoleLock: join(programs, 'creolelock'),
    own: { lasting: root, run: join(root, 'run') },
  };
}

export type NodeRootPaths = ReturnType<typeof nodePaths>;
