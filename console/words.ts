import { consoleMessages, type ConsoleText } from '../services/base/messages/console.ts';
import { formatText, type Language, type TextParameters } from '../services/base/messages/language.ts';
import { durationText } from '../services/wording/duration.ts';

/** Everything that depends on the person's language. Pure but for the browser's own time zone. */
export interface Words {
  readonly language: Language;
  readonly say: (key: ConsoleText, parameters?: TextParameters) => string;
  /** A text that came from the gateway, set like ours. */
  readonly text: (told: string) => string;
  readonly duration: (durationMs: number) => string;
  /** "14:03:27", with the day where it is not the day of `nowMs`. */
  readonly time: (atMs: number, nowMs: number) => string;
  /** "26/11/2026" */
  readonly day: (atMs: number) => string;
}

const dayMs = 24 * 60 * 60_000;

export function wordsIn(language: Language): Words {
  const locale = language === 'fr' ? 'fr-FR' : 'en-GB';
  const clock = new Intl.DateTimeFormat(locale, { timeStyle: 'medium' });
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'short' });
  return {
    language,
    say: (key, parameters = {}) => typeset(formatText(consoleMessages[key], language, parameters), language),
    text: (told) => typeset(told, language),
    duration: (durationMs) => {
      const days = Math.floor(durationMs / dayMs);
      if (days < 2) return durationText(durationMs, language);
      return language === 'fr' ? `${days} jours` : `${days} days`;
    },
    time: (atMs, nowMs) => {
      const same = day.format(atMs) === day.format(nowMs);
      return same ? clock.format(atMs) : `${day.format(atMs)} ${clock.format(atMs)}`;
    },
    day: (atMs) => day.format(atMs),
  };
}

/** French signs of two parts stay on the line of the word before them. */
function typeset(text: string, language: Language): string {
  if (language !== 'fr') return text;
  return text.replace(/ (?=[:;?!»%])/g, '\u00a0').replace(/(?<=«) /g, '\u00a0');
}
