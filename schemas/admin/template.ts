import * as z from 'zod';

/** Anything that looks like a placeholder: a name between dollar signs. */
export const PLACEHOLDER = /\$([A-Za-z][A-Za-z.]*)\$/g;

/** What a text for one customer may stand for (TRX-08 to TRX-12). */
export const placeholders = [
  'Date',
  'Time',
  'Received',
  'Received.Date',
  'Received.Time',
  'ServiceGroup',
  'ServiceGroup.Name',
  'ServiceGroup.Email',
  'Agent',
  'Agent.Name',
  'Agent.FirstName',
  'Agent.LastName',
  'Agent.ChatName',
  'Customer',
  'Customer.Name',
  'Customer.Email',
  'Customer.Number',
] as const;
export type Placeholder = (typeof placeholders)[number];

/** A template that stands for nothing unknown: a misspelt placeholder would reach the customer as it is. */
export const templateOf = (maxLength: number, known: readonly string[]) =>
  z
    .string()
    .min(1)
    .max(maxLength)
    .check(({ issues, value }) => {
      const unknown = [...value.matchAll(PLACEHOLDER)].filter(([, name]) => !known.includes(name ?? ''));
      for (const placeholder of new Set(unknown.map(([text]) => text))) {
        issues.push({
          code: 'custom',
          input: value,
          message: `${placeholder} is no placeholder that may be used here`,
        });
      }
    });
