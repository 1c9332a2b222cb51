import * as z from 'zod';
import { InteractionId } from '#schemas/interactions/id.ts';
import { TenantId } from '#schemas/kit/id.ts';
import { Activity, type ActivityKind } from '#schemas/voice/activity.ts';
import { ActivityId, LegId } from '#schemas/voice/id.ts';
import type { LegAddress } from '#shared/app/voice/ports.ts';

/*
 * What the service keeps for us with each call: which leg it is and what it was told last. The service stores it in the
 * same moment in which it takes new actions, so that the two cannot disagree. Never anything secret: attributes are part
 * of every event.
 */

/** What a leg was told last. */
export interface Told {
  readonly kind: ActivityKind;
  readonly id: ActivityId;
  /** Actions of it that did not fit into the answer: they follow when those before are over. */
  readonly left: number;
}

/** What is known of a leg by its call alone. */
export interface KnownLeg {
  readonly leg: LegAddress;
  /** Null before it was told anything. */
  readonly told: Told | null;
  /** Of a SIP telephone: whom to call when the room has been reached. */
  readonly sipUser: string | null;
}

const isKind = (kind: unknown): kind is ActivityKind =>
  Activity.options.some(option => option.shape.kind.value === kind);
const ToldText = z
  .string()
  .transform(text => {
    const [kind, id, left] = text.split(' ');
    return { kind, id, left: Number(left) };
  })
  .pipe(z.object({ kind: z.custom<ActivityKind>(isKind), id: ActivityId, left: z.int().min(0) }));

const Attributes = z.object({
  tenant: TenantId,
  interaction: InteractionId,
  leg: LegId,
  activity: ToldText.optional(),
  sip: z.string().max(36).optional(),
});

export type Texts = Readonly<Record<string, string>>;

export const attributesOf = ({ leg, told, sipUser }: KnownLeg): Texts => ({
  tenant: leg.tenantId,
  interaction: leg.interactionId,
  leg: leg.legId,
  ...(told && { activity: `${told.kind} ${told.id} ${told.left}` }),
  ...(sipUser !== null && { sip: sipUser }),
});

/** Undefined when they are not ours. */
export function knownLegOf(attributes: Texts | null | undefined): KnownLeg | undefined {
  const { data } = Attributes.safeParse(attributes);
  return (
    data && {
      leg: { tenantId: data.tenant, interactionId: data.interaction, legId: data.leg },
      told: data.activity ?? null,
      sipUser: data.sip ?? null,
    }
  );
}
