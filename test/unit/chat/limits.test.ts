import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ChatLimits, RoutingSettings } from '#schemas/admin/model.ts';
import { attachmentRefusal, effectiveLimits } from '#shared/domain/chat/limits.ts';

const settings = RoutingSettings.parse({});
const limits = (given: object) => ChatLimits.parse(given);
const queue = (given: object) => ({ chatLimits: limits(given) });
const widget = (given: object) => ({ limits: limits(given) });

describe('what may be sent', () => {
  it('is what the tenant allows, where nobody narrows it', () => {
    expect(effectiveLimits('customer', { settings })).toEqual({
      maxMessageLength: 1024,
      maxAttachmentBytes: 5120 * 1024,
      allowedAttachmentTypes: null,
      restrictedAttachmentTypes: ['exe', 'bat', 'cmd', 'com', 'vbs'],
    });
  });

  it('is of every limit the smallest, whoever sets it', () => {
    const narrowed = effectiveLimits('customer', {
      settings,
      queue: queue({ maxMessageLength: 900, maxAttachmentKilobytes: 700 }),
      widget: widget({ maxMessageLength: 1000, maxAttachmentKilobytes: 10 }),
    });

    expect(narrowed).toMatchObject({ maxMessageLength: 900, maxAttachmentBytes: 10 * 1024 });
  });

  it('does not depend on the widget for agents', () => {
    const narrowing = {
      settings,
      queue: queue({ maxMessageLength: 900 }),
      widget: widget({ maxMessageLength: 10, maxAttachmentKilobytes: 0 }),
    };

    expect(effectiveLimits('agent', narrowing)).toEqual(effectiveLimits('agent', { ...narrowing, widget: undefined }));
  });

  it('never grows by one more who narrows', () => {
    const anyLimits = fc.record(
      {
        maxMessageLength: fc.integer({ min: 1, max: 16_000 }),
        maxAttachmentKilobytes: fc.integer({ min: 0, max: 102_400 }),
        allowedAttachmentTypes: fc.subarray(['pdf', 'png', 'exe']),
        restrictedAttachmentTypes: fc.subarray(['pdf', 'png', 'exe']),
      },
      { requiredKeys: [] },
    );
    const anyFile = fc.record({ name: fc.constantFrom('a.pdf', 'a.PNG', 'a.exe', 'a'), bytes: fc.nat(6_000_000) });

    fc.assert(
      fc.property(anyLimits, anyLimits, anyFile, (ofQueue, ofWidget, file) => {
        const wide = effectiveLimits('customer', { settings, queue: queue(ofQueue) });
        const narrow = effectiveLimits('customer', { settings, queue: queue(ofQueue), widget: widget(ofWidget) });

        expect(narrow.maxMessageLength).toBeLessThanOrEqual(wide.maxMessageLength);
        expect(narrow.maxAttachmentBytes).toBeLessThanOrEqual(wide.maxAttachmentBytes);
        if (attachmentRefusal(wide, file) !== null) expect(attachmentRefusal(narrow, file)).not.toBeNull();
      }),
    );
  });
});

describe('a file', () => {
  const plain = effectiveLimits('customer', { settings });

  it.each([
    ['order.pdf', 10, null],
    ['no-type', 10, null],
    ['setup.exe', 10, 'type'],
    ['setup.EXE', 10, 'type'],
    ['setup.exe.', 10, 'type'],
    ['setup.exe . ', 10, 'type'],
    ['order.pdf', 5120 * 1024, null],
    ['order.pdf', 5120 * 1024 + 1, 'too-large'],
  ])('%s of %i bytes is refused for: %s', (name, bytes, refusal) => {
    expect(attachmentRefusal(plain, { name, bytes })).toBe(refusal);
  });

  it('is of a type that is allowed by everybody who lists any', () => {
    const both = effectiveLimits('customer', {
      settings,
      queue: queue({ allowedAttachmentTypes: ['pdf', 'png'] }),
      widget: widget({ allowedAttachmentTypes: ['png', 'exe'] }),
    });

    expect(both.allowedAttachmentTypes).toEqual(['png']);
    expect(attachmentRefusal(both, { name: 'a.png', bytes: 1 })).toBeNull();
    expect(attachmentRefusal(both, { name: 'a.pdf', bytes: 1 })).toBe('type');
  });

  it('is refused whatever it is where the lists have nothing in common, or the size is 0', () => {
    const nothing = effectiveLimits('customer', {
      settings,
      queue: queue({ allowedAttachmentTypes: ['pdf'] }),
      widget: widget({ allowedAttachmentTypes: ['png'] }),
    });
    const off = effectiveLimits('customer', { settings, widget: widget({ maxAttachmentKilobytes: 0 }) });

    expect(attachmentRefusal(nothing, { name: 'a.pdf', bytes: 1 })).toBe('disabled');
    expect(attachmentRefusal(off, { name: 'a.pdf', bytes: 1 })).toBe('disabled');
  });
});
