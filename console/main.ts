import { render } from 'lit-html';

import type { Acts } from './acts.ts';
import type { Session } from './api/answers.ts';
import { Client } from './api/client.ts';
import type { Asking } from './asking.ts';
import { makeActs } from './carry-out.ts';
import { PageLoader } from './load-page.ts';
import { type Charts, page } from './pages/page.ts';
import { rememberedLanguage, rememberedTheme } from './preferences.ts';
import { firstState, type State } from './state.ts';
import { Store } from './store.ts';
import { addressOf, placeOf } from './views/place.ts';
import { ClusterWatch } from './watch-cluster.ts';
import { wordsIn } from './words.ts';

/*
 * The web console: the state is asked for and kept, and the page is made from it anew whenever it changes.
 */

const root = document.getElementById('console');
if (root === null) throw new Error('the page has no place for the console');

const now = () => Date.now();
const begun = firstState(now(), rememberedLanguage(), rememberedTheme(), placeOf(location.hash));
const store = new Store(begun, show);
const client = new Client(() => {
  const { language, session } = store.state;
  return { language, csrf: typeof session === 'string' ? '' : session.csrf };
});
const asking: Asking = { client, store, now };

let watch: ClusterWatch | undefined;
let watchedIn = store.state.language;
const loader = new PageLoader(asking);
const acts: Acts = makeActs(asking, { look: () => watch?.lookSoon(), reload: () => void loader.load() });
let charts: Charts | undefined;
/** The page and language that were asked for last, and the newest event then. */
let loaded = '';

function show(state: State): void {
  const words = wordsIn(state.language);
  document.documentElement.lang = state.language;
  document.documentElement.dataset['theme'] = state.theme;
  document.title = titleOf(state);
  watchWhileSignedIn(state);
  render(page({ state, words, acts }, charts), root as HTMLElement);
  showDialog();
  loadPage(state);
}

/** A dialog that was just made is modal from now on: nothing behind it can be reached. */
function showDialog(): void {
  const dialog = document.querySelector('dialog');
  if (dialog !== null && !dialog.open) dialog.showModal();
}

/** What a page is made from is asked for when it is opened, and when something has happened since. */
function loadPage({ session, place, language, events, cluster, verb, plan, busy }: State): void {
  if (typeof session === 'string') return;
  const opened = `${addressOf(place)} ${language}`;
  const wanted = `${opened} ${events[0]?.number ?? ''} ${cluster?.activeRun ?? ''}`;
  if (wanted === loaded) return;
  const isNew = !loaded.startsWith(`${opened} `);
  loaded = wanted;
  if (place.page === 'runs' && charts === undefined) void loadCharts();
  if (place.page === 'plan' && isNew && !busy) acts.choose(plan === undefined ? verb : 'way');
  void loader.load();
}

async function loadCharts(): Promise<void> {
  ({ charts } = await import('./pages/charts.ts'));
  store.set({});
}

function titleOf({ place, cluster, language }: State): string {
  const { say } = wordsIn(language);
  const named = place.page === 'run' ? 'runs' : place.page === 'unknown' ? 'cluster' : place.page;
  return say('page.title', { page: say(`page.${named}`), cluster: cluster?.clusterId ?? 'Hâpy' });
}

/** What happens is told in the language that it was asked for in: in another one it is asked for anew. */
function watchWhileSignedIn({ session, language }: State): void {
  const signedIn = typeof session !== 'string';
  if (watch !== undefined && (!signedIn || language !== watchedIn)) {
    watch.stop();
    watch = undefined;
    store.set({ events: [] });
  }
  if (!signedIn || watch !== undefined) return;
  watchedIn = language;
  watch = new ClusterWatch(asking);
}

/** A session that there is, or one by the browser's certificate; else the page asks for a token. */
async function enter(): Promise<void> {
  const found = await client.get<Session>('/session');
  if (found.ok) return store.set({ session: found.value });
  const opened = await client.post<Session>('/session', {});
  if (opened.ok) store.set({ session: opened.value });
  else if (opened.problem === undefined) setTimeout(() => void enter(), 3_000);
  else store.set({ session: 'none' });
}

addEventListener('hashchange', () =>
  store.set({ place: placeOf(location.hash), notice: '', problem: undefined }),
);
const upright = matchMedia('(max-width: 40rem)');
upright.addEventListener('change', () => store.set({ narrow: upright.matches }));
// Ages are told in seconds.
setInterval(() => store.set({ nowMs: now() }), 1_000);
store.set({ narrow: upright.matches });
show(store.state);
void enter();
