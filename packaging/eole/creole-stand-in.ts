import sax from 'sax';

/*
 * What of Creole our dictionary and templates need, for tests: the constructs that are attested (README.md), and nothing
 * else; whatever it does not know is an error.
 */

export interface Dictionary {
  readonly variables: ReadonlyMap<string, { readonly type: string; readonly value: string | undefined }>;
  readonly files: readonly { readonly name: string; readonly source: string; readonly filelist: string }[];
  readonly conditions: readonly Condition[];
  readonly helped: ReadonlySet<string>;
  /** Names of variables in checks, separators and help. */
  readonly mentioned: ReadonlySet<string>;
}

interface Condition {
  readonly source: string;
  readonly fallback: boolean;
  readonly values: readonly string[];
  readonly targets: readonly { readonly type: string; readonly name: string }[];
}

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  text: string;
}

/** @throws Error where it is not well-formed */
export function readDictionary(xml: string): Dictionary {
  const root = parse(xml);
  const all = (name: string, from: Element = root): Element[] =>
    from.children.flatMap((child) => [...(child.name === name ? [child] : []), ...all(name, child)]);
  const declared = all('family')
    .flatMap((family) => all('variable', family))
    .filter(({ attributes }) => 'type' in attributes);
  const variables = declared.map(({ attributes, children }) => {
    const value = children.find(({ name }) => name === 'value')?.text;
    return [attributes['name'] ?? '', { type: attributes['type'] ?? '', value }] as const;
  });
  const conditions = all('condition').map((condition) => ({
    source: condition.attributes['source'] ?? '',
    fallback: condition.attributes['fallback'] === 'True',
    values: all('param', condition).map(({ text }) => text),
    targets: all('target', condition).map(({ attributes, text }) => ({
      type: attributes['type'] ?? '',
      name: text,
    })),
  }));
  const helps = all('help').flatMap(({ children }) => children);
  const named = [
    ...all('check').map(({ attributes }) => attributes['target'] ?? ''),
    ...all('separator').map(({ attributes }) => attributes['name'] ?? ''),
  ];
  return {
    variables: new Map(variables),
    files: all('file').map(({ attributes }) => ({
      name: attributes['name'] ?? '',
      source: attributes['source'] ?? (attributes['name'] ?? '').replace(/.*\//, ''),
      filelist: attributes['filelist'] ?? '',
    })),
    conditions,
    helped: new Set(helps.map(({ attributes }) => attributes['name'] ?? '')),
    mentioned: new Set(named),
  };
}

function parse(xml: string): Element {
  const parser = sax.parser(true);
  const root: Element = { name: '', attributes: {}, children: [], text: '' };
  const stack: Element[] = [root];
  parser.onerror = (error) => {
    throw error;
  };
  parser.onopentag = ({ name, attributes }) => {
    const element: Element = {
      name,
      attributes: attributes as Record<string, string>,
      children: [],
      text: '',
    };
    stack.at(-1)?.children.push(element);
    stack.push(element);
  };
  parser.ontext = (text) => {
    const top = stack.at(-1);
    if (top !== undefined) top.text += text.trim();
  };
  parser.onclosetag = () => stack.pop();
  parser.write(xml).close();
  return root;
}

type Value = string | number | readonly string[];
export type Values = ReadonlyMap<string, Value>;

export interface Configured {
  /** Variables that exist in templates: those of config.eol and ours that no condition disables. */
  readonly values: Values;
  readonly filelists: ReadonlySet<string>;
}

/** What Creole makes of the values of a config.eol and our defaults. */
export function configure(dictionary: Dictionary, given: Values): Configured {
  const values = new Map(given);
  for (const [name, { value }] of dictionary.variables) {
    if (!values.has(name) && value !== undefined) values.set(name, value);
  }
  const filelists = new Set(dictionary.files.map(({ filelist }) => filelist));
  for (const { source, fallback, values: wanted, targets } of dictionary.conditions) {
    const value = values.get(source);
    if (value === undefined ? !fallback : !wanted.includes(String(value))) continue;
    for (const { type, name } of targets) {
      if (type === 'variable') values.delete(name);
      else if (type === 'filelist') filelists.delete(name);
      else throw new Error(`target of type ${type}`);
    }
  }
  return { values, filelists };
}

/** Cheetah with EOLE's marks: `%%name`, `%%{name}`, `%%getVar('name', 'default')`, `%if … %else … %end if`, `%for`. */
export function render(template: string, values: Values): string {
  const lines = template.split('\n');
  const [text, end] = block(lines, 0, new Map(values));
  if (end !== lines.length) throw new Error(`line ${end + 1}: ${lines[end]} closes nothing`);
  return text;
}

function block(
  lines: readonly string[],
  from: number,
  values: Map<string, Value>,
): [text: string, end: number] {
  let text = '';
  let at = from;
  while (at < lines.length) {
    const line = lines[at] ?? '';
    const [, directive, rest = ''] = /^\s*%(if|for|else|end)\b\s*(.*?):?$/.exec(line) ?? [];
    if (directive === 'else' || directive === 'end') return [text, at];
    if (directive === undefined) {
      if (/^\s*%[^%]/.test(line)) throw new Error(`line ${at + 1}: unknown directive: ${line}`);
      text += `${substitute(line, values)}${at < lines.length - 1 ? '\n' : ''}`;
      at += 1;
    } else if (directive === 'if') {
      const [, left = '', operator, right = ''] = /^(.*?)\s*(==|!=)\s*'(.*)'$/.exec(rest) ?? [];
      const holds = (substitute(left, values) === right) === (operator === '==');
      const [yes, middle] = block(lines, at + 1, values);
      const hasElse = /^\s*%else\b/.test(lines[middle] ?? '');
      const [no, end] = hasElse ? block(lines, middle + 1, values) : ['', middle];
      text += holds ? yes : no;
      at = end + 1;
    } else {
      const [, name = '', list = ''] = /^%%(\w+) in %%(\w+)$/.exec(rest) ?? [];
      const items = values.get(list);
      if (!Array.isArray(items)) throw new Error(`line ${at + 1}: ${list} is no list`);
      const once = (item: string) => block(lines, at + 1, new Map([...values, [name, item]]));
      text += (items as string[]).map((item) => once(item)[0]).join('');
      const [, end] = once('');
      at = end + 1;
    }
  }
  return [text, at];
}

function substitute(line: string, values: Values): string {
  return line.replace(
    /%%getVar\('(\w+)',\s*'([^']*)'\)|%%\{(\w+)\}|%%(\w+)/g,
    (_whole, optional: string | undefined, fallback: string, braced: string | undefined, plain: string) => {
      if (optional !== undefined) return String(values.get(optional) ?? fallback);
      const name = braced ?? plain;
      const value = values.get(name);
      if (value === undefined) throw new Error(`${name} does not exist`);
      return String(value);
    },
  );
}

/** Names of variables that a template asks for, without those that its own loops make. */
export function namesIn(template: string): ReadonlySet<string> {
  const loops = new Set([...template.matchAll(/%for %%(\w+) in/g)].map(([, name]) => name));
  const asked = [...template.matchAll(/%%getVar\('(\w+)'|%%\{(\w+)\}|%%(?!getVar)(\w+)/g)];
  return new Set(
    asked.map(([, one, two, three]) => one ?? two ?? three ?? '').filter((name) => !loops.has(name)),
  );
}
