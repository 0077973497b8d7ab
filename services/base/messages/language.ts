import { IntlMessageFormat } from 'intl-messageformat';

import type { Text } from '../errors/definition.ts';

export type Language = 'fr' | 'en';

export type TextParameters = Readonly<Record<string, string | number>>;

/**
 * The language of a person's session: what was asked for with --lang, else the LANG family of the
 * environment in POSIX order, else French, the first language of the people who use this.
 */
export function chooseLanguage(
  asked: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): Language {
  const wanted = asked ?? environment['LC_ALL'] ?? environment['LC_MESSAGES'] ?? environment['LANG'] ?? '';
  return wanted.toLowerCase().startsWith('en') ? 'en' : 'fr';
}

/*
 * The library looks its locale up in ICU only for the hours of date skeletons, which no text of ours has. Opening ICU's data
 * for it took 27 of the 289 ms of a `hapyctl status` that finds nobody. Plurals get theirs by name, when there are any.
 */
IntlMessageFormat.resolveLocale = () => undefined;

const compiled = new Map<string, IntlMessageFormat>();

/** Writes one text of a table in the given language. Braces in parameter values are not interpreted. */
export function formatText(text: Text, language: Language, parameters: TextParameters = {}): string {
  return String(compiledOf(text, language).format(withNumbers(parameters)));
}

/**
 * The same with what another program told, which may be older or newer: a value that it did not tell is "?". Whoever has to
 * say what went wrong must not fail for it.
 */
export function formatToldText(text: Text, language: Language, parameters: TextParameters): string {
  const told = new Proxy(withNumbers(parameters), {
    has: () => true,
    get: (known, name) => (typeof name === 'string' && Object.hasOwn(known, name) ? known[name] : '?'),
  });
  return String(compiledOf(text, language).format(told));
}

function compiledOf(text: Text, language: Language): IntlMessageFormat {
  const source = text[language];
  const key = `${language}:${source}`;
  let format = compiled.get(key);
  if (format === undefined) {
    format = new IntlMessageFormat(source, language === 'fr' ? 'fr-FR' : 'en-GB', undefined, {
      ignoreTag: true,
    });
    compiled.set(key, format);
  }
  return format;
}

/** What crossed the wire is text, but a plural needs its number as one. Plain `{name}` shows both alike. */
function withNumbers(parameters: TextParameters): Record<string, string | number> {
  const entries = Object.entries(parameters).map(([name, value]) => {
    const isCount = typeof value === 'string' && /^(?:0|[1-9]\d{0,14})$/.test(value);
    return [name, isCount ? Number(value) : value] as const;
  });
  return Object.fromEntries(entries);
}
