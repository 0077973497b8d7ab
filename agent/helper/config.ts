import { type Static, type TObject, type TString, Type } from 'typebox';

import { loadConfig } from '../../services/base/config.ts';
import { eolePlaces } from './places.ts';

const closed = { additionalProperties: false };
const unitName = '^[A-Za-z0-9@._-]+$';
const folders = (places: readonly string[]) =>
  Type.Array(Type.String({ pattern: '^/[^ ]+$' }), { default: [...places] });
const path = (place: string) => Type.String({ minLength: 1, default: place });

/** One key per place, each with EOLE's as its default. */
function paths<K extends string>(places: Readonly<Record<K, string>>): TObject<Record<K, TString>> {
  const keys = Object.entries<string>(places).map(([key, place]) => [key, path(place)]);
  return Type.Object(Object.fromEntries(keys) as Record<K, TString>, { ...closed, default: {} });
}

const schema = Type.Object(
  {
    socket: path(eolePlaces.socket),
    stateDirectory: path(eolePlaces.stateDirectory),
    identityFile: path(eolePlaces.identityFile),
    /** The systemd unit of oned. */
    unit: Type.String({ pattern: unitName, default: eolePlaces.unit }),
    /** Files that name its processes, a number in a line; asked before systemctl is. */
    onedProcesses: Type.Array(path('/'), { default: [...eolePlaces.onedProcesses] }),
    /** Who may open the socket besides root. Absent: the helper's own user alone (sandbox). */
    owner: Type.Optional(
      Type.Object({ user: Type.String({ minLength: 1 }), group: Type.String({ minLength: 1 }) }, closed),
    ),
    /** Whether `instance` asks questions, as EOLE's does: then nothing but instance-unattended runs it. */
    instanceAsks: Type.Boolean({ default: true }),
    files: paths(eolePlaces.files),
    /**
     * `systemdRun: ''` starts long programs as detached processes instead of transient units; where `creoleLock`
     * names no program, nothing of EOLE's is locked out.
     */
    programs: Type.Object(
      {
        instance: path(eolePlaces.programs.instance),
        instanceUnattended: path(eolePlaces.programs.instanceUnattended),
        reconfigure: path(eolePlaces.programs.reconfigure),
        ip: path(eolePlaces.programs.ip),
        oned: path(eolePlaces.programs.oned),
        onedb: path(eolePlaces.programs.onedb),
        /** The client of MySQL or MariaDB, which onedb needs as well. */
        mysql: path(eolePlaces.programs.mysql),
        systemctl: path(eolePlaces.programs.systemctl),
        arping: path(eolePlaces.programs.arping),
        /** Where both are '', the rules of the firewall are not looked at. */
        nft: Type.String({ default: eolePlaces.programs.nft }),
        iptables: Type.String({ default: eolePlaces.programs.iptables }),
        systemdRun: Type.String({ default: eolePlaces.programs.systemdRun }),
        creoleLock: Type.String({ default: eolePlaces.programs.creoleLock }),
        /** '' where this node's GlusterFS is nobody's business here. */
        gluster: Type.String({ default: eolePlaces.programs.gluster }),
        mountGlusterfs: path(eolePlaces.programs.mountGlusterfs),
        /** Tells the size of an XFS's inodes. */
        xfsSpaceman: path(eolePlaces.programs.xfsSpaceman),
      },
      { ...closed, default: {} },
    ),
    /** Bricks and mount points that are asked for count only below these folders. */
    storage: Type.Object(
      {
        glusterdUnit: Type.String({ pattern: unitName, default: eolePlaces.storage.glusterdUnit }),
        glusterdDirectory: path(eolePlaces.storage.glusterdDirectory),
        unitDirectory: path(eolePlaces.storage.unitDirectory),
        brickFolders: folders(eolePlaces.storage.brickFolders),
        mountFolders: folders(eolePlaces.storage.mountFolders),
      },
      { ...closed, default: {} },
    ),
    /** What the start guard does before oned of a machine that is in no cluster starts (claimed-by-leader.ts). */
    firstStart: Type.Object(
      {
        /** '' is where oned.conf says that oned listens. */
        listenAddress: Type.String({ default: '' }),
        /** Milliseconds; 0 listens to nobody. */
        listenMs: Type.Integer({ minimum: 0, maximum: 60_000, default: eolePlaces.listenMs }),
      },
      { ...closed, default: {} },
    ),
    log: Type.Object({ level: Type.String({ default: 'info' }) }, { ...closed, default: {} }),
  },
  closed,
);

/** helper.yaml: every path and program that the helper touches. Nothing of it ever comes from a caller. */
export type HelperConfig = Static<typeof schema>;

export function loadHelperConfig(file: string): Promise<HelperConfig> {
  return loadConfig(schema, file);
}
