/** Renders the fields of forms, each with its label. */
import { type Html, html } from '../html.ts';

export interface TextField {
  readonly name: string;
  readonly label: string;
  readonly value?: string | undefined;
  /** An example of a value. */
  readonly placeholder?: string | undefined;
  readonly maxLength: number;
  readonly isRequired?: boolean | undefined;
}

export function renderTextField(field: TextField): Html {
  const { name, label, value = '', placeholder = '', maxLength, isRequired = false } = field;
  const input = isRequired
    ? html`<input id="field-${name}" name="${name}" value="${value}" placeholder="${placeholder}" maxlength="${maxLength}" autocomplete="off" required>`
    : html`<input id="field-${name}" name="${name}" value="${value}" placeholder="${placeholder}" maxlength="${maxLength}" autocomplete="off">`;
  return html`<div class="field"><label for="field-${name}">${label}</label>${input}</div>`;
}

export interface SelectField {
  readonly name: string;
  readonly label: string;
  readonly value: string | undefined;
  readonly options: readonly (readonly [value: string, text: string])[];
}

export function renderSelectField({ name, label, value, options }: SelectField): Html {
  const shown = options.map(([option, text]) =>
    option === value
      ? html`<option value="${option}" selected>${text}</option>`
      : html`<option value="${option}">${text}</option>`,
  );
  return html`<div class="field"><label for="field-${name}">${label}</label><select id="field-${name}" name="${name}">${shown}</select></div>`;
}

export function renderHidden(name: string, value: string): Html {
  return html`<input type="hidden" name="${name}" value="${value}">`;
}
