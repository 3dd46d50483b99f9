// Templates of markup whose values are escaped.
import { escapeXml } from '../../picture/xml';

/** Markup, and no longer text: what `html` made, or what is known to be safe. */
export class Html {
  readonly markup: string;

  constructor(markup: string) {
    this.markup = markup;
  }
}

type Value = string | number | Html | readonly Html[];

const markup = (value: Value): string => {
  if (value instanceof Html) return value.markup;
  return typeof value === 'string' || typeof value === 'number' ? escapeXml(String(value)) : value.map((item) => item.markup).join('');
};

/** A template whose values are text, escaped, unless they are markup themselves. */
export const html = (parts: TemplateStringsArray, ...values: readonly Value[]): Html =>
  new Html(parts.map((part, index) => part + markup(values[index] ?? '')).join(''));

/** Nothing, where there is nothing to show. */
export const nothing = new Html('');
