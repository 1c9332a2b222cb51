import { describe, expect, it } from 'vitest';
import { ChatWidget } from '#schemas/admin/model.ts';
import { assertGroupOrigin, groupWidget, serviceGroup } from '#shared/domain/compat/service-group.ts';
import { refused } from '../../support/changes.ts';
import { configuration, queue } from '../admin/builders.ts';

const sales = queue({ alias: 7 });
const widget = (id: string, allowedOrigins: string[], queueId = 'sales') =>
  ChatWidget.parse({ id, name: id, queueId, allowedOrigins });
const tenant = (...widgets: ChatWidget[]) => configuration({ queues: [sales], 'chat-widgets': widgets });

describe('a group', () => {
  it.each([
    ['by its alias', { ServiceGroupID: 7 }],
    ['by its name, without regard to case', { ServiceGroupName: 'SALES' }],
    ['by its alias where both are said', { ServiceGroupID: 7, ServiceGroupName: 'Support' }],
  ])('is found %s', (_how, named) => {
    expect(serviceGroup(tenant(), named).id).toBe('sales');
  });

  it.each([[{ ServiceGroupID: 8 }], [{ ServiceGroupName: 'Support' }], [{}]])(
    'is refused where there is none: %j',
    named => {
      expect(refused(() => serviceGroup(tenant(), named)).code).toBe('QUEUE_NOT_FOUND');
    },
  );
});

describe('a page', () => {
  const page = 'https://shop.example';

  it.each<[string, ChatWidget[]]>([
    ['has no widget', []],
    ['has only a widget of another group in its way', [widget('help', ['https://help.example'], 'support')]],
    ['has a widget that is open to all', [widget('a', ['https://other.example']), widget('b', [])]],
    ['has a widget that is open to the page', [widget('a', ['https://other.example']), widget('b', [page])]],
  ])('may ask for a group that %s', (_what, widgets) => {
    expect(() => assertGroupOrigin(tenant(...widgets), sales.id, page)).not.toThrow();
  });

  it('may not ask for a group whose widgets are open to others alone; who is no browser may', () => {
    const closed = tenant(widget('a', ['https://other.example']), widget('b', ['https://third.example']));

    expect(refused(() => assertGroupOrigin(closed, sales.id, page)).code).toBe('ORIGIN_NOT_ALLOWED');
    expect(() => assertGroupOrigin(closed, sales.id, null)).not.toThrow();
  });
});

describe('the widget that speaks for a group', () => {
  const speaking = (id: string, given: object = {}) =>
    ChatWidget.parse({ id, name: id, queueId: 'sales', dropIn: true, ...given });

  it('is the first that does so by its id, of its own group', () => {
    const widgets = [speaking('b'), speaking('a'), speaking('0', { queueId: 'support' }), widget('1', [])];

    expect(groupWidget(tenant(...widgets), 'sales')?.id).toBe('a');
    expect(groupWidget(tenant(...widgets.reverse()), 'sales')?.id).toBe('a');
  });

  it('is none where none says so', () => {
    expect(groupWidget(tenant(widget('a', [])), 'sales')).toBeUndefined();
  });
});
