// Keeps the screen on while a page of the deck is shown, and says why where the browser doesn't.
import { Listeners } from '../../protocol/listeners.ts';

export type Awake = {
  /** Why the screen may turn itself off; null while the browser keeps it on, and while the page is hidden. */
  why(): string | null;
  /** Calls the listener when that changes. */
  on(listener: () => void): () => void;
  /** Lets the screen turn off again. */
  dispose(): void;
};

/** Asks for a screen wake lock now, and each time the page is shown again: browsers end it when a page is hidden. */
export function keepAwake(): Awake {
  let lock: WakeLockSentinel | undefined;
  let why: string | null = null;
  let disposed = false;
  const listeners = new Listeners();
  const become = (next: string | null) => {
    if (next === why || disposed) return;
    why = next;
    listeners.call();
  };
  const ask = async () => {
    if (disposed || document.visibilityState !== 'visible' || lock?.released === false) return;
    if (!('wakeLock' in navigator)) return become(isSecureContext ? TOO_OLD : NOT_SECURE);
    try {
      const got = await navigator.wakeLock.request('screen');
      if (disposed) return void got.release();
      lock = got;
      // The system may end it while the page is shown: when the battery is low, for one.
      got.addEventListener('release', () => {
        if (document.visibilityState === 'visible') become('the system no longer keeps it on');
      });
      become(null);
    } catch (error) {
      if (document.visibilityState === 'visible') become(`the browser refused: ${(error as Error).message}`);
    }
  };
  document.addEventListener('visibilitychange', ask);
  void ask();
  return {
    why: () => why,
    on: (listener) => listeners.add(listener),
    dispose() {
      disposed = true;
      document.removeEventListener('visibilitychange', ask);
      void lock?.release();
    },
  };
}

const TOO_OLD = 'this browser cannot keep it on';
const NOT_SECURE = 'browsers keep it on only over an encrypted connection or on the server’s own machine';
