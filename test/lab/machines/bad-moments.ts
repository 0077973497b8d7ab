/** What goes wrong with an agent that starts, typed in /etc/hapy, and what its journal must say then. */
export const badMoments: readonly {
  readonly breaks: string;
  readonly mends: string;
  readonly told: RegExp;
}[] = [
  { breaks: 'mv agent.yaml agent.kept', mends: 'mv agent.kept agent.yaml', told: /HAPY-E200 .*agent\.yaml/ },
  { breaks: 'chmod 000 agent.yaml', mends: 'chmod 644 agent.yaml', told: /HAPY-E200 .*agent\.yaml/ },
  // A key of a version that comes after ours.
  {
    breaks: 'echo tomorrow: 1 >> agent.yaml',
    mends: 'sed -i /tomorrow/d agent.yaml',
    told: /HAPY-E203 .*agent\.yaml/,
  },
  {
    breaks:
      'systemctl stop hapy-agent; systemd-run -q --unit=squatter systemd-socket-activate --accept -l 2641 cat; until ss -ltn | grep -q 2641; do sleep 0.1; done',
    mends: 'systemctl stop squatter',
    told: /HAPY-E\d{3} .*2641/,
  },
  {
    // Both files that an agent writes when it starts meet a full disk; it must run all the same.
    breaks:
      'mount -t tmpfs -o size=1m tmpfs /var/lib/hapy/helper; cp /dev/zero /var/lib/hapy/helper/full 2> /dev/null; systemctl stop hapy-helper.service; true',
    mends: 'umount /var/lib/hapy/helper; systemctl stop hapy-helper.service',
    told: /"msg":"ready"/,
  },
];
