import { html, nothing, type TemplateResult } from 'lit-html';

export interface Column {
  readonly label: string;
  /** Figures stand under each other by their last digit; wide words have a line of their own on a phone. */
  readonly look?: 'number' | 'wide';
}

export interface Row {
  /** What a test or a person's script finds the row by. */
  readonly name: string;
  /** What the row is about, in the first column. */
  readonly head: unknown;
  /** One for each further column. */
  readonly cells: readonly unknown[];
}

/**
 * A table that becomes a list of cards where it would be wider than the screen. The roles are written out: what is laid
 * out in another way than a table is none to some screen readers.
 */
export function dataTable(
  labelledBy: string,
  columns: readonly Column[],
  rows: readonly Row[],
): TemplateResult {
  return html`<div class="scroll" role="region" aria-labelledby=${labelledBy} tabindex="0">
    <table role="table" aria-labelledby=${labelledBy}>
      <thead role="rowgroup">
        <tr role="row">
          ${columns.map(
            ({ label, look }) =>
              html`<th role="columnheader" scope="col" class=${look ?? nothing}>${label}</th>`,
          )}
        </tr>
      </thead>
      <tbody role="rowgroup">
        ${rows.map((row) => rowOf(columns.slice(1), row))}
      </tbody>
    </table>
  </div>`;
}

function rowOf(columns: readonly Column[], { name, head, cells }: Row): TemplateResult {
  return html`<tr role="row" data-row=${name}>
    <th role="rowheader" scope="row">${head}</th>
    ${columns.map(
      ({ label, look }, at) =>
        html`<td role="cell" class=${look ?? nothing} data-label=${label}><span>${cells[at]}</span></td>`,
    )}
  </tr>`;
}
