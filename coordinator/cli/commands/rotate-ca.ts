import type { Rotation } from '../../../services/rpc/gen/hapy/coordinator/v1/trust.ts';
import { type ExitStatus, print, say, type Session } from '../session.ts';
import { withTrust } from '../trust-client.ts';

export interface RotateOptions {
  readonly yes: boolean;
  readonly back: boolean;
  readonly oneStep: boolean;
}

const kinds = ['prepare', 'accept', 'reissue', 'remove'] as const;
const states = ['done', 'next', 'later'] as const;

/**
 * Shows how the replacement of the issuing authority stands, and with --yes carries it out step by step. Every step
 * is checked before the next; after an interruption the same command goes on. 3 when there are steps left.
 */
export async function rotateAuthority(session: Session, options: RotateOptions): Promise<ExitStatus> {
  return withTrust(session, async (trust) => {
    if (options.back) {
      const rotation = await trust.stepRotation('back');
      print(session, rotationView(session, rotation));
      print(session, `\n${say(session, 'rotation.taken-back')}`);
      return 0;
    }
    let rotation = await trust.rotation();
    print(session, rotationView(session, rotation));
    if (!options.yes) {
      print(session, `\n${say(session, 'rotation.dry')}`);
      return 3;
    }
    print(session, '');
    for (;;) {
      const doing = rotation.steps.find(({ state }) => state === 'next')?.kind;
      rotation = await trust.stepRotation('forward');
      print(session, `  ${kindText(session, doing ?? '')} : ${say(session, 'rotation.done')}`);
      // After the removal nothing is going on any more.
      if (rotation.stage === 'none') break;
      if (options.oneStep) return 3;
    }
    print(session, `\n${say(session, 'rotation.finished')}`);
    return 0;
  });
}

function rotationView(session: Session, rotation: Rotation): string {
  const lines = rotation.steps.map(({ kind, state, waitingFor }, index) => {
    const known = states.find((each) => each === state) ?? 'later';
    const waiting =
      waitingFor.length === 0
        ? ''
        : ` · ${say(session, 'rotation.waiting', { nodes: waitingFor.join(', ') })}`;
    return `  ${index + 1}  ${kindText(session, kind)}  (${say(session, `rotation.${known}`)}${waiting})`;
  });
  return [say(session, 'rotation.title'), '', ...lines].join('\n');
}

function kindText(session: Session, kind: string): string {
  const known = kinds.find((each) => each === kind);
  return known === undefined ? kind : say(session, `rotation.${known}`);
}
