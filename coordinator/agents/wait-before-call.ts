import { InterceptingCall, type Interceptor, Metadata, status } from '@grpc/grpc-js';

/** The longest that a timer of Node can wait. */
const timerMsMax = 2 ** 31 - 1;

/**
 * A client interceptor that holds a call back until `ready` has settled, for as long as the call's deadline and whoever
 * asked allow.
 *
 * A call of grpc-js that has not been started has nobody to tell that its deadline is over or that it was cancelled: it
 * forgets that, and once it is started it never ends. So while it is held, both are told from here, and it is not
 * started any more.
 */
export function waitBeforeCall(ready: () => Promise<unknown>): Interceptor {
  return (options, nextCall) => {
    let give: ((code: status, details: string) => void) | undefined;
    return new InterceptingCall(nextCall(options), {
      start(metadata, listener, next) {
        const dueMs = Number(options.deadline ?? Infinity) - Date.now();
        const late = () => give?.(status.DEADLINE_EXCEEDED, 'Deadline exceeded before the call was started');
        const timer = dueMs > timerMsMax ? undefined : setTimeout(late, Math.max(0, dueMs));
        give = (code, details) => {
          give = undefined;
          clearTimeout(timer);
          listener.onReceiveStatus({ code, details, metadata: new Metadata() });
        };
        const go = () => {
          if (give === undefined) return;
          give = undefined;
          clearTimeout(timer);
          next(metadata, listener);
        };
        ready().then(go, go);
      },
      cancel(next) {
        give?.(status.CANCELLED, 'Cancelled before the call was started');
        next();
      },
    });
  };
}
