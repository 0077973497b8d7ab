import { chooseLanguage, type Language } from '../services/base/messages/language.ts';
import type { Theme } from './state.ts';

/* What this browser remembers of its person: only how the page looks. */

const languageKey = 'hapy.language';
const themeKey = 'hapy.theme';

/** What was chosen here before, else the browser's first language. */
export function rememberedLanguage(): Language {
  return chooseLanguage(localStorage.getItem(languageKey) ?? navigator.language, {});
}

export function rememberLanguage(language: Language): void {
  localStorage.setItem(languageKey, language);
}

export function rememberedTheme(): Theme {
  const found = localStorage.getItem(themeKey);
  return found === 'light' || found === 'dark' ? found : 'auto';
}

export function rememberTheme(theme: Theme): void {
  localStorage.setItem(themeKey, theme);
}
