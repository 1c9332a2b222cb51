import * as z from 'zod';
import { type Action, isActionType } from './actions.ts';
import type { Conformance } from './conformance.ts';
import { LIMITS } from './limits.ts';
import type { Fault } from './model.ts';

/** What the function has answered. */
export interface Answer {
  /** Missing when the answer leaves the actions as they are. */
  readonly actions: readonly Action[];
  /** Missing when the answer leaves the attributes as they are. */
  readonly attributes?: Readonly<Record<string, string>>;
}

const Wire = z.looseObject({
  SchemaVersion: z.string(),
  Actions: z
    .array(z.looseObject({ Type: z.string(), Parameters: z.record(z.string(), z.unknown()).nullish() }))
    .nullish(),
  TransactionAttributes: z.record(z.string(), z.string()).nullish(),
});

const fault = (type: string, message: string): { readonly fault: Fault } => ({ fault: { type, message } });

/** Faults of an answer as a whole. Those of single actions are found when their turn comes. */
export function parseAnswer(raw: unknown, { attributesMax }: Conformance): Answer | { readonly fault: Fault } {
  if (raw === null || raw === undefined || raw === '') return fault('InvalidResponse', 'Response is blank or empty');
  const version = Object(raw)['SchemaVersion'];
  if (version !== '1.0') {
    return fault(
      'InvalidSchemaVersion',
      'The schema version in the invocation request does not match the schema version in the response.',
    );
  }
  const result = Wire.safeParse(raw);
  if (!result.success) {
    return result.error.issues[0]?.path[0] === 'TransactionAttributes'
      ? fault('TransactionAttributesInvalidMap', 'Transaction Attributes must map text to text')
      : fault('InvalidActionsList', 'Error while reading actions list.');
  }
  const { Actions, TransactionAttributes: attributes } = result.data;
  const actions = (Actions ?? []).map(({ Type, Parameters }) => ({ Type, Parameters: Parameters ?? {} }));
  if (actions.length > LIMITS.actionsPerResponse) {
    return fault('TooManyActions', 'Too many actions specified in a response.');
  }
  const unknown = actions.find(({ Type }) => !isActionType(Type));
  if (unknown) return fault('UnsupportedAction', `Unsupported action ${unknown.Type} specified`);
  if (attributes && Object.keys(attributes).length > attributesMax) {
    return fault(
      'TransactionAttributesInvalidMapSize',
      `Transaction Attributes has too many mappings. Maximum number of mappings is ${attributesMax}`,
    );
  }
  if (attributes && Buffer.byteLength(JSON.stringify(attributes)) > LIMITS.attributesBytes) {
    return fault('TransactionAttributesInvalidSize', 'Transaction Attributes is too large. Maximum size is 20 KB');
  }
  return { actions: actions as Action[], ...(attributes && { attributes }) };
}
