/**
 * Where things are on a Hâpy server: the defaults of helper.yaml. Apart from the schema so that the start
 * guard, which runs before every start of oned, need not load a validator.
 */
export const eolePlaces = {
  socket: '/run/hapy/node/helper.sock',
  stateDirectory: '/var/lib/hapy/helper',
  identityFile: '/var/lib/hapy/identity.json',
  unit: 'opennebula',
  /** The processes of oned's unit, as the kernel tells them: with one hierarchy of control groups, and with several. */
  onedProcesses: [
    '/sys/fs/cgroup/system.slice/opennebula.service/cgroup.procs',
    '/sys/fs/cgroup/systemd/system.slice/opennebula.service/cgroup.procs',
  ],
  /** A round of an election, which lasts at most 5 s, and a second. */
  listenMs: 6000,
  files: {
    onedConf: '/etc/one/oned.conf',
    monitordConf: '/etc/one/monitord.conf',
    oneAuth: '/var/lib/one/.one/one_auth',
    oneDirectory: '/var/lib/one/.one',
    oneSshDirectory: '/var/lib/one/.ssh',
    sshHostKeyDirectory: '/etc/ssh',
    oneDatabase: '/var/lib/one/one.db',
    onedLock: '/var/lock/one/one',
    onedLog: '/var/log/one/oned.log',
    configEol: '/etc/eole/config.eol',
    configEolBackup: '/etc/eole/config.eol.bak',
    instancePasswords: '/etc/hapy/instance-passwords',
    eoleLockDirectory: '/var/lock/eole/eole-system',
  },
  programs: {
    instance: '/usr/bin/instance',
    instanceUnattended: '/usr/share/eole/sbin/instance-unattended',
    reconfigure: '/usr/bin/reconfigure',
    ip: '/usr/sbin/ip',
    oned: '/usr/bin/oned',
    onedb: '/usr/bin/onedb',
    mysql: '/usr/bin/mysql',
    systemctl: '/usr/bin/systemctl',
    arping: '/usr/bin/arping',
    nft: '/usr/sbin/nft',
    iptables: '/usr/sbin/iptables',
    systemdRun: '/usr/bin/systemd-run',
    creoleLock: '/usr/bin/CreoleLock',
    gluster: '/usr/sbin/gluster',
    mountGlusterfs: '/sbin/mount.glusterfs',
    xfsSpaceman: '/usr/sbin/xfs_spaceman',
  },
  storage: {
    glusterdUnit: 'glusterd',
    glusterdDirectory: '/var/lib/glusterd',
    unitDirectory: '/etc/systemd/system',
    brickFolders: ['/srv/gluster', '/data/gluster', '/bricks'],
    mountFolders: ['/var/lib/one/datastores'],
  },
} as const;
