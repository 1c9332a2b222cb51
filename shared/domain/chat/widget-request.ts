import type { ChatWidget } from '#schemas/admin/model.ts';
import type { Customer } from '#schemas/interactions/model.ts';

/** What a request says of the customer and the visit; what it leaves out is undefined. */
export interface RequestedChat {
  readonly customer: Readonly<Partial<Record<keyof Customer, string | undefined>>>;
  readonly initialMessage?: string | undefined;
  readonly privateData?: string | undefined;
  readonly sessionTag?: string | undefined;
}

/** The same with what the widget says where the request says nothing, as it is kept. */
export interface CompletedChat {
  readonly customer: Customer;
  readonly initialMessage: string | null;
  readonly privateData: string | null;
  readonly sessionTag: string | null;
}

/**
 * Fills a request with the values of its widget (WID-10 to WID-15, WID-19). A widget that ignores customer details keeps
 * what the request says of name, e-mail and phone from everybody (CHAT-38); the id stays, because it tags the archive.
 */
export function completed(request: RequestedChat, widget: ChatWidget | undefined): CompletedChat {
  const said = widget?.ignoreCustomerDetails ? { id: request.customer.id } : request.customer;
  const fieldOf = (field: keyof Customer): string | null => said[field] ?? (widget?.customer[field] || null);
  return {
    customer: { id: fieldOf('id'), name: fieldOf('name'), email: fieldOf('email'), phone: fieldOf('phone') },
    initialMessage: request.initialMessage ?? (widget?.initialMessage || null),
    privateData: request.privateData ?? (widget?.privateData || null),
    sessionTag: request.sessionTag ?? (widget?.sessionTag || null),
  };
}
