/** What is wrong when a server boots, and what must be said of it, where, while its agent runs. */
export interface BootMoment {
  readonly what: string;
  /** Typed on index 0 before, and afterwards. */
  readonly elsewhere?: readonly [breaks: string, mends: string];
  /** Typed on the server itself before it is switched off, and after it has been told. */
  readonly breaks: string;
  readonly mends: string;
  /** What `systemctl status hapy-agent` shows, where the agent itself must say it. */
  readonly status?: RegExp;
  /** What the agent's journal says. */
  readonly journal?: RegExp;
  /** What doctor says. */
  readonly doctor?: RegExp;
}

const units = '/etc/systemd/system';
/** Both programs of ours find their state on a disk that has no room for a byte. */
const fullDisk = [
  'set -e',
  'mkdir -p /run/full',
  'mount -t tmpfs -o size=8m tmpfs /run/full',
  'cp -a /var/lib/hapy/. /run/full/',
  'mount --bind /run/full /var/lib/hapy',
  'cp /dev/zero /var/lib/hapy/helper/filler || true',
].join('; ');
const fullDiskUnit = `[Unit]
DefaultDependencies=no
After=local-fs.target
Before=sockets.target hapy-helper.socket hapy-agent.service
[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/bin/sh -c '${fullDisk}'
[Install]
WantedBy=sysinit.target
`;
const otherDay = `[Service]
Environment=LD_PRELOAD=/usr/lib/libfaketime.so.1 FAKETIME=+60d FAKETIME_DONT_FAKE_MONOTONIC=1
`;

export const bootMoments: readonly BootMoment[] = [
  {
    what: 'its coordinator is away',
    elsewhere: ['systemctl stop hapy-coordinator', 'systemctl start hapy-coordinator'],
    breaks: 'true',
    mends: 'true',
    status: /HAPY-E743 .*192\.168\.0\.116:2640/,
    journal: /"code":"HAPY-E743"/,
  },
  {
    what: 'its certificate has expired',
    breaks: `mkdir -p ${units}/hapy-agent.service.d; printf '${otherDay.replaceAll('\n', '\\n')}' > ${units}/hapy-agent.service.d/lab.conf`,
    mends: `rm -r ${units}/hapy-agent.service.d; systemctl daemon-reload; systemctl restart hapy-agent`,
    journal: /HAPY-E5\d\d/,
    doctor: /HAPY-E/,
  },
  {
    what: 'its disk is full',
    breaks: `cat > ${units}/full-disk.service && systemctl enable full-disk.service`,
    mends: `systemctl disable full-disk.service; rm ${units}/full-disk.service; systemctl stop hapy-agent hapy-helper.socket hapy-helper; umount /var/lib/hapy; umount /run/full; rmdir /run/full; systemctl daemon-reload; systemctl start hapy-helper.socket hapy-agent`,
    journal: /"msg":"ready"/,
    doctor: /HAPY-E667/,
  },
];

/** What is fed to `breaks`. */
export const bootInput = fullDiskUnit;
