import assert from 'node:assert/strict';

import { systemClock } from '../../services/base/clock.ts';
import { HapyError } from '../../services/base/errors/hapy-error.ts';
import type { ProgramRequest, ProgramState } from '../ports/helper.ts';
import { fakeContext, FakeHelper } from './fake-ports.ts';
import { runProgram } from './run-program.ts';

const away = () => new HapyError('HAPY-E320', { socket: 's' });

/** A helper that is away for the first calls of each kind. */
class RestartedHelper extends FakeHelper {
  startsLost = 0;
  cancelsLost = 0;
  /** Until it is cancelled the program runs. */
  endless = false;

  override async startProgram(request: ProgramRequest): Promise<ProgramState> {
    const state = await super.startProgram(request);
    if ((this.startsLost -= 1) >= 0) throw away();
    return state;
  }

  override async *watchProgram(): AsyncGenerator<string | ProgramState> {
    if (this.endless) throw away();
    yield* super.watchProgram();
  }

  override async cancelProgram(): Promise<ProgramState> {
    if ((this.cancelsLost -= 1) >= 0) throw away();
    return super.cancelProgram();
  }
}

describe('a program that an operation runs', () => {
  const run = (helper: FakeHelper, context = fakeContext()) =>
    runProgram(helper, systemClock, context, { program: 'stop-oned' });

  it('is asked for again by the same id when the helper was restarted just then', async () => {
    const helper = new RestartedHelper();
    helper.startsLost = 2;
    await run(helper);
    assert.deepEqual(helper.calls, ['stop-oned', 'stop-oned', 'stop-oned']);
  });

  it('is only looked for after a restart of the agent', async () => {
    const helper = new RestartedHelper();
    await run(helper, fakeContext({ resumed: true }));
    assert.deepEqual(helper.calls, []);
  });

  it('is ended once the helper is back, and called cancelled only then', async () => {
    const helper = new RestartedHelper();
    helper.endless = true;
    helper.cancelsLost = 2;
    helper.endWith = { status: 'finished', error: { code: 'HAPY-E307', parameters: {} } };
    const reason = new HapyError('HAPY-E308', { action: 'a1', seconds: 1 });
    const stop = new AbortController();
    const ending = run(helper, fakeContext({ signal: stop.signal }));
    stop.abort(reason);
    await assert.rejects(ending, reason);
    assert.deepEqual(helper.calls, ['stop-oned', 'cancel']);
  });

  it('has succeeded when it was done just before it was to be ended', async () => {
    const helper = new RestartedHelper();
    helper.endless = true;
    const stop = new AbortController();
    const ending = run(helper, fakeContext({ signal: stop.signal }));
    stop.abort(new HapyError('HAPY-E307', { action: 'a1' }));
    await ending;
  });
});
