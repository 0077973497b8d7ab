/** What goes wrong with an agent that starts, and who must say what of it. */
export interface BadMoment {
  readonly what: string;
  /** Typed in /etc/hapy before the agent is started. */
  readonly breaks: string;
  /** Typed there when it has been told. */
  readonly mends: string;
  /** What the agent's journal must say. */
  readonly told: RegExp;
  /** What doctor must say, where the agent runs all the same; elsewhere it must not run. */
  readonly doctor?: RegExp;
}

const dropIn = '/run/systemd/system/hapy-agent.service.d';

export const badMoments: readonly BadMoment[] = [
  {
    what: 'its configuration is missing',
    breaks: 'mv agent.yaml agent.kept',
    mends: 'mv agent.kept agent.yaml',
    told: /HAPY-E200 .*agent\.yaml/,
  },
  {
    what: 'its configuration cannot be read',
    breaks: 'chmod 000 agent.yaml',
    mends: 'chmod 644 agent.yaml',
    told: /HAPY-E200 .*agent\.yaml/,
  },
  {
    what: 'its configuration is of a newer version',
    breaks: 'echo tomorrow: 1 >> agent.yaml',
    mends: 'sed -i /tomorrow/d agent.yaml',
    told: /HAPY-E203 .*agent\.yaml/,
  },
  {
    what: 'its port is taken',
    breaks:
      'systemctl stop hapy-agent; systemd-run -q --unit=squatter systemd-socket-activate --accept -l 2641 cat; until ss -ltn | grep -q 2641; do sleep 0.1; done',
    mends: 'systemctl stop squatter',
    told: /HAPY-E\d{3} .*2641/,
  },
  {
    what: 'the disk is full',
    // Both programs of ours start on a copy of their state that leaves no room for a single byte. The socket is stopped
    // with them: an agent on its way out could start the helper anew by it, which would keep the disk from being taken away.
    breaks:
      'systemctl stop hapy-agent hapy-helper.socket hapy-helper; mkdir -p /run/full && mount -t tmpfs -o size=8m tmpfs /run/full && cp -a /var/lib/hapy/. /run/full/ && mount --bind /run/full /var/lib/hapy; cp /dev/zero /var/lib/hapy/helper/filler 2> /dev/null; systemctl start hapy-helper.socket',
    mends:
      'systemctl stop hapy-agent hapy-helper.socket hapy-helper && umount /var/lib/hapy && umount /run/full && rmdir /run/full && systemctl start hapy-helper.socket',
    told: /"msg":"ready"/,
    doctor: /HAPY-E667/,
  },
  {
    what: 'its certificate has expired',
    breaks: `mkdir -p ${dropIn} && printf '[Service]\\nEnvironment=LD_PRELOAD=/usr/lib/libfaketime.so.1 FAKETIME=+60d FAKETIME_DONT_FAKE_MONOTONIC=1\\n' > ${dropIn}/lab.conf && systemctl daemon-reload`,
    mends: `rm ${dropIn}/lab.conf && systemctl daemon-reload`,
    told: /HAPY-E\d{3}/,
    doctor: /hapy2.*HAPY-E50\d|HAPY-E600.*hapy2|HAPY-E666/,
  },
];
