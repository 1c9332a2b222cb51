import type { ChatWidget } from '#schemas/admin/model.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';

type Guarded = Pick<ChatWidget, 'allowedOrigins'>;

/**
 * Whether a page may use a widget (CHAT-39). Who sends no origin is no browser, and could send any.
 *
 * @throws AppError `ORIGIN_NOT_ALLOWED`
 */
export function assertOrigin(widget: Guarded | undefined, origin: string | null): void {
  const refused =
    origin !== null && widget && widget.allowedOrigins.length > 0 && !widget.allowedOrigins.includes(origin);
  if (refused) throw new AppError('ORIGIN_NOT_ALLOWED', { params: { origin } });
}

/** What an answer about a widget tells browsers: which pages may read it, and which may frame the widget. */
export function originHeaders(widget: Guarded | undefined, origin: string | null): Record<string, string> {
  const [first] = widget?.allowedOrigins ?? [];
  if (!widget || first === undefined) return {};
  return {
    'Access-Control-Allow-Origin': origin ?? first,
    'Content-Security-Policy': framing(widget),
    Vary: 'Origin',
  };
}

/** For the page that serves the widget in a frame. */
export const framing = ({ allowedOrigins }: Guarded): string =>
  `frame-ancestors ${allowedOrigins.length === 0 ? '*' : ["'self'", ...allowedOrigins].join(' ')}`;
