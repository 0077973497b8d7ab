/**
 * The name of a mount unit is its mount point: systemd.unit(5), "String escaping for inclusion in unit names".
 * Paths that get here hold letters, digits and `_ . -` only.
 */
export function mountUnitName(path: string): string {
  const escaped = [...path.replace(/^\//, '')].map((letter, index) => {
    if (letter === '/') return '-';
    const plain = /[A-Za-z0-9_:]/.test(letter) || (letter === '.' && index > 0);
    return plain ? letter : `\\x${letter.charCodeAt(0).toString(16).padStart(2, '0')}`;
  });
  return `${escaped.join('')}.mount`;
}

/**
 * A volume as systemd mounts it, at each start of the machine and before oned. The first server is asked for the
 * description of the volume, the others when it is silent; the data come from all bricks at any rate.
 */
export function mountUnit(mount: {
  readonly volume: string;
  /** Of the volume, where not all of it is mounted. */
  readonly folder?: string;
  readonly path: string;
  readonly servers: readonly string[];
}): string {
  const [first = '', ...others] = mount.servers;
  const source = mount.folder === undefined ? mount.volume : `${mount.volume}/${mount.folder}`;
  const backup = others.length === 0 ? '' : `,backup-volfile-servers=${others.join(':')}`;
  return `# Written by hapy; a change by hand is undone by the next plan.
[Unit]
Description=GlusterFS volume ${source} (hapy)
Wants=network-online.target
After=network-online.target glusterd.service
Before=opennebula.service

[Mount]
What=${first}:/${source}
Where=${mount.path}
Type=glusterfs
Options=_netdev${backup}
TimeoutSec=120

[Install]
WantedBy=multi-user.target
`;
}
