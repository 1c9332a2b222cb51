import type { EventType } from '#schemas/client.ts';
import type { Audience, EventDef } from '#schemas/kit/event.ts';
import { envelopeExample, events } from './asyncapi.ts';
import { convert, type JsonSchema } from './json-schema.ts';
import { code, GENERATED, jsonBlock, markdownTable, page } from './markdown.ts';

const AUDIENCES: Readonly<Record<Audience, string>> = {
  agent: 'the feed of the agents concerned',
  customer: 'the feed of the customer',
  interaction: 'followers of `interaction:{id}`',
  queue: 'followers of `queue:{id}`',
};

/** Every type of event with its data and an example. */
export const eventsPage = (): string =>
  page(
    '# Events',
    GENERATED,
    'Events travel in an envelope; `type` carries the major version, so that two versions can be live at once. `id` names an event once and for all, `aggregateVersion` orders the events of one `subject`. How they reach a client is in `asyncapi.json`.',
    markdownTable(
      ['Type', 'Meaning', 'Goes to'],
      events.map(event => [`[${code(event.type)}](#${anchor(event)})`, event.summary, audienceOf(event)]),
    ),
    ...events.flatMap(section),
  );

const anchor = ({ type }: EventDef) => type.replaceAll('.', '-');
const audienceOf = ({ audience }: EventDef) => audience.map(one => AUDIENCES[one]).join(', ');

const section = (event: EventDef): string[] => [
  `<a id="${anchor(event)}"></a>\n\n## ${event.type}`,
  `${event.summary}.`,
  `Goes to ${audienceOf(event)}.`,
  markdownTable(['Field of `data`', 'Type'], fieldsOf(event)),
  jsonBlock(envelopeExample(event.type as EventType)),
];

function fieldsOf({ payload }: EventDef): string[][] {
  const { schema, definitions } = convert(payload, 'output', 'draft-2020-12');
  const object = typeof schema['$ref'] === 'string' ? definitions[schema['$ref'].replace('#/$defs/', '')] : schema;
  return Object.entries((object?.['properties'] ?? {}) as Record<string, JsonSchema>).map(([name, type]) => [
    code(name),
    typeText(type),
  ]);
}

/** A schema in a few words. */
function typeText(schema: JsonSchema): string {
  if (typeof schema['$ref'] === 'string') return schema['$ref'].replace('#/$defs/', '');
  if (Array.isArray(schema['anyOf'])) return schema['anyOf'].map(one => typeText(one as JsonSchema)).join(' or ');
  if (Array.isArray(schema['enum'])) return schema['enum'].map(value => code(String(value))).join(', ');
  if (schema['type'] === 'array') return `list of ${typeText((schema['items'] ?? {}) as JsonSchema)}`;
  if (schema['format'] === 'date-time') return 'instant';
  if (Array.isArray(schema['type'])) return schema['type'].join(' or ');
  return String(schema['type'] ?? 'anything');
}
