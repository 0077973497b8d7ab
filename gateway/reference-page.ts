/** The parts of an OpenAPI document that the page shows. */
interface Document {
  readonly info?: { readonly title?: string; readonly description?: string };
  readonly tags?: readonly { readonly name: string; readonly description?: string }[];
  readonly paths?: Readonly<Record<string, unknown>>;
}

interface Operation {
  readonly summary?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema?: unknown }[];
  readonly requestBody?: { readonly content?: Readonly<Record<string, { readonly schema?: unknown }>> };
  readonly responses?: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema?: unknown }>> }>
  >;
}

const style = `body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1b1b1b;background:#fff}
code,pre{font:14px/1.4 ui-monospace,monospace}pre{background:#f3f3f5;padding:.75rem;overflow:auto;border-radius:4px}
h2{border-bottom:1px solid #ccc;margin-top:2.5rem}summary{cursor:pointer;padding:.25rem 0}b.method{display:inline-block;min-width:4.5rem}
@media(prefers-color-scheme:dark){body{background:#16161a;color:#eee}pre{background:#24242a}h2{border-color:#555}}`;

/** Its one style, so that a strict policy can name it by its digest. */
export const referenceStyle = style;

/** The document as one page without script and without anything from elsewhere. */
export function referencePage(document: object): string {
  const { info = {}, tags = [], paths = {} } = document as Document;
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods as Record<string, Operation>).map(([method, operation]) => ({
      path,
      method: method.toUpperCase(),
      operation,
    })),
  );
  const sections = tags.map(({ name, description = '' }) => {
    const own = operations.filter(({ operation }) => operation.tags?.includes(name));
    if (own.length === 0) return '';
    return `<h2>${escape(name)}</h2><p>${escape(description)}</p>${own.map(operationHtml).join('')}`;
  });
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escape(info.title ?? '')}</title><style>${style}</style></head><body><main><h1>${escape(info.title ?? '')}</h1>
<p>${escape(info.description ?? '')}</p><p><a href="openapi.json">openapi.json</a></p>${sections.join('')}</main></body></html>`;
}

function operationHtml(o: {
  readonly path: string;
  readonly method: string;
  readonly operation: Operation;
}): string {
  const { parameters = [], requestBody, responses = {}, summary = '', description = '' } = o.operation;
  const asked = parameters.map(
    ({ name, in: where, schema }) => `${where} ${name}: ${JSON.stringify(schema)}`,
  );
  const body = Object.values(requestBody?.content ?? {})[0]?.schema;
  const parts = [
    description === '' ? '' : `<p>${escape(description)}</p>`,
    asked.length === 0 ? '' : `<h4>Parameters</h4><pre>${escape(asked.join('\n'))}</pre>`,
    body === undefined ? '' : `<h4>Body</h4><pre>${escape(JSON.stringify(body, undefined, 2))}</pre>`,
    ...Object.entries(responses).map(([status, { content = {} }]) => {
      const schema = Object.values(content)[0]?.schema;
      if (schema === undefined || status === 'default') return '';
      return `<h4>${escape(status)}</h4><pre>${escape(JSON.stringify(schema, undefined, 2))}</pre>`;
    }),
  ];
  const title = `<b class="method">${o.method}</b> <code>${escape(o.path)}</code> ${escape(summary)}`;
  return `<details><summary>${title}</summary>${parts.join('')}</details>`;
}

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
