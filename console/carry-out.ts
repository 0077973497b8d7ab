import type { Acts } from './acts.ts';
import type { Session } from './api/answers.ts';
import type { Asking } from './asking.ts';
import { rememberLanguage, rememberTheme } from './preferences.ts';
import type { Theme } from './state.ts';

const themes: readonly Theme[] = ['auto', 'light', 'dark'];

interface Parts {
  /** The cluster's state is asked for anew. */
  readonly look: () => void;
}

/** What each act does. */
export function makeActs(asking: Asking, parts: Parts): Acts {
  return { ...viewActs(asking, parts), ...sessionActs(asking) };
}

function viewActs({ store }: Asking, { look }: Parts) {
  return {
    switchLanguage: () => {
      const language = store.state.language === 'fr' ? 'en' : 'fr';
      rememberLanguage(language);
      store.set({ language });
      look();
    },
    switchTheme: () => {
      const theme = themes[(themes.indexOf(store.state.theme) + 1) % themes.length] ?? 'auto';
      rememberTheme(theme);
      store.set({ theme });
    },
    search: (search: string) => store.set({ search }),
  };
}

function sessionActs({ client, store }: Asking) {
  return {
    signIn: async (token: string): Promise<void> => {
      store.set({ busy: true });
      const opened = await client.post<Session>('/session', { token });
      store.set({ busy: false });
      if (opened.ok) store.set({ session: opened.value, refused: undefined, problem: undefined });
      else if (opened.problem !== undefined) store.set({ refused: opened.problem });
      else store.set({ outage: 'network' });
    },
    signOut: async (): Promise<void> => {
      await client.delete('/session');
      location.reload();
    },
  };
}
