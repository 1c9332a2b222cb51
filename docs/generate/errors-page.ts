import { type ErrorCode, errors, problemType } from '#schemas/errors.ts';
import { registry } from '#schemas/index.ts';
import { code, GENERATED, jsonBlock, markdownTable, page } from './markdown.ts';
import { codesOf, edgeCodes, operations } from './operations.ts';
import { problemExample } from './problem-responses.ts';

/** The error catalogue as a page with an anchor for every problem `type`. */
export function errorsPage(): string {
  const codes = Object.keys(errors) as ErrorCode[];
  return page(
    '# Errors',
    GENERATED,
    'Every refusal is an `application/problem+json` document (RFC 9457):',
    jsonBlock(problemExample('OFFER_NOT_PENDING')),
    'Decide by `code`; `title` and `detail` are for people. `retryable` says whether the same request may succeed later without being changed, and `retryAfterMs`, where given, when.',
    markdownTable(
      ['Code', 'Status', 'Retryable', 'Meaning'],
      codes.map(one => [
        `[${code(one)}](#${anchor(one)})`,
        String(errors[one].status),
        errors[one].retryable ? 'yes' : 'no',
        errors[one].title,
      ]),
    ),
    ...codes.flatMap(section),
  );
}

const anchor = (one: ErrorCode) => problemType(one).split('#')[1] ?? '';

const section = (one: ErrorCode): string[] => [
  `<a id="${anchor(one)}"></a>\n\n## ${one}`,
  `${errors[one].title} (status ${errors[one].status}${errors[one].retryable ? ', retryable' : ''}).`,
  `**What to do.** ${errors[one].remedy}`,
  `**Where.** ${placesOf(one)}`,
];

function placesOf(one: ErrorCode): string {
  const routes = operations.filter(({ route }) => codesOf(route).includes(one));
  if (routes.length > 0 && routes.every(({ route }) => edgeCodes(route).includes(one))) {
    return one === 'IDEMPOTENCY_KEY_REUSED'
      ? 'Every operation that takes `Idempotency-Key`.'
      : 'Every operation it can apply to.';
  }
  const actions = Object.values(registry)
    .flatMap(domain => Object.values(domain.actions))
    .filter(action => action.errors.includes(one))
    .map(action => `the socket action ${code(action.action)}`);
  const places = [...routes.map(({ id }) => code(id)), ...actions];
  return places.length > 0 ? `${places.join(', ')}.` : 'Requests that match no operation.';
}
