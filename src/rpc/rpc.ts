import * as v from 'valibot';

/*
 * One typed conversation for every boundary of the product: host ↔ engine child and host ↔ webview.
 * Requests are answered or refused, paired by id; events are told and forgotten. Nothing that arrives is believed
 * before a validator has seen it.
 */

/** What one side answers and what it hears: method and event names to argument and result types. */
export interface Vocabulary {
  readonly requests: Record<string, { readonly params: unknown; readonly result: unknown }>;
  readonly events: Record<string, unknown>;
}

/** Carries messages to the other side and hands over what arrives. */
export interface Channel {
  send(message: unknown): void;
  /** Returns what ends the listening. */
  listen(onMessage: (message: unknown) => void): () => void;
}

type Validator<T> = v.GenericSchema<unknown, T>;

/** How to check what arrives: the arguments of our own requests and events. */
export type Validators<Own extends Vocabulary> = {
  readonly requests: { readonly [K in keyof Own['requests']]: Validator<Own['requests'][K]['params']> };
  readonly events: { readonly [K in keyof Own['events']]: Validator<Own['events'][K]> };
};

export type Handlers<Own extends Vocabulary> = {
  readonly requests: {
    readonly [K in keyof Own['requests']]: (
      params: Own['requests'][K]['params'],
    ) => Promise<Own['requests'][K]['result']> | Own['requests'][K]['result'];
  };
  readonly events: { readonly [K in keyof Own['events']]: (payload: Own['events'][K]) => void };
};

/** An error of the other side. `code` is the error class's name there. */
export class RemoteError extends Error {
  override readonly name = 'RemoteError';
  constructor(
    message: string,
    readonly code: string,
    /** Whatever plain fields the other side's error carried (a path, `usage`). */
    readonly data: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
  }
}

/** The other side is gone: no request will be answered any more. */
export class ClosedError extends Error {
  override readonly name = 'ClosedError';
}

export interface Peer<Remote extends Vocabulary> {
  request<K extends keyof Remote['requests'] & string>(
    method: K,
    params: Remote['requests'][K]['params'],
    options?: { readonly timeoutMs?: number },
  ): Promise<Remote['requests'][K]['result']>;
  tell<K extends keyof Remote['events'] & string>(event: K, payload: Remote['events'][K]): void;
  /** Refuses everything that is still open with `ClosedError`. */
  close(reason: string): void;
}

const envelope = v.variant('rpc', [
  v.object({ rpc: v.literal('request'), id: v.number(), method: v.string(), params: v.unknown() }),
  v.object({ rpc: v.literal('result'), id: v.number(), result: v.unknown() }),
  v.object({
    rpc: v.literal('refusal'),
    id: v.number(),
    message: v.string(),
    code: v.string(),
    data: v.optional(v.record(v.string(), v.unknown()), {}),
  }),
  v.object({ rpc: v.literal('event'), event: v.string(), payload: v.unknown() }),
]);

interface Open {
  resolve(result: unknown): void;
  reject(error: Error): void;
  timer: ReturnType<typeof setTimeout> | undefined;
}

/** Starts talking over `channel`. `onInvalid` hears of messages that were refused; they change nothing. */
export function connect<Own extends Vocabulary, Remote extends Vocabulary>(
  channel: Channel,
  validators: Validators<Own>,
  handlers: Handlers<Own>,
  onInvalid: (why: string) => void,
): Peer<Remote> {
  const open = new Map<number, Open>();
  let nextId = 1;
  let closed: string | undefined;

  const answer = async (id: number, method: string, params: unknown): Promise<void> => {
    try {
      if (!Object.hasOwn(validators.requests, method)) throw new Error(`Unknown request: ${method}`);
      const checked = v.parse(validators.requests[method] as Validator<unknown>, params);
      const handler = handlers.requests[method] as (params: unknown) => unknown;
      channel.send({ rpc: 'result', id, result: await handler(checked) });
    } catch (error) {
      if (closed === undefined) channel.send({ rpc: 'refusal', id, ...describe(error) });
    }
  };

  const hear = (event: string, payload: unknown): void => {
    if (!Object.hasOwn(validators.events, event)) return onInvalid(`unknown event ${event}`);
    const checked = v.safeParse(validators.events[event] as Validator<unknown>, payload);
    if (!checked.success) return onInvalid(`event ${event}: ${checked.issues[0].message}`);
    (handlers.events[event] as (payload: unknown) => void)(checked.output);
  };

  const settle = (id: number, how: (request: Open) => void): void => {
    const request = open.get(id);
    if (!request) return;
    open.delete(id);
    clearTimeout(request.timer);
    how(request);
  };

  const stop = channel.listen((raw) => {
    const parsed = v.safeParse(envelope, raw);
    if (!parsed.success) return onInvalid(parsed.issues[0].message);
    const message = parsed.output;
    switch (message.rpc) {
      case 'request':
        return void answer(message.id, message.method, message.params);
      case 'result':
        return settle(message.id, (request) => request.resolve(message.result));
      case 'refusal':
        return settle(message.id, (request) =>
          request.reject(new RemoteError(message.message, message.code, message.data)),
        );
      case 'event':
        return hear(message.event, message.payload);
    }
  });

  return {
    request(method, params, options = {}) {
      if (closed !== undefined) return Promise.reject(new ClosedError(closed));
      const id = nextId++;
      return new Promise((resolve, reject) => {
        const timer = options.timeoutMs
          ? setTimeout(
              () =>
                settle(id, (request) =>
                  request.reject(new Error(`No answer to ${method} in ${options.timeoutMs} ms.`)),
                ),
              options.timeoutMs,
            )
          : undefined;
        open.set(id, { resolve: resolve, reject, timer });
        channel.send({ rpc: 'request', id, method, params });
      });
    },
    tell(event, payload) {
      if (closed === undefined) channel.send({ rpc: 'event', event, payload });
    },
    close(reason) {
      if (closed !== undefined) return;
      closed = reason;
      stop();
      for (const id of [...open.keys()]) settle(id, (request) => request.reject(new ClosedError(reason)));
    },
  };
}

/** An error as plain data. Only scalar fields travel: paths, flags. */
function describe(error: unknown): { message: string; code: string; data: Record<string, unknown> } {
  if (!(error instanceof Error)) return { message: String(error), code: 'Error', data: {} };
  const data = Object.fromEntries(
    Object.entries(error).filter(([, field]) => ['string', 'number', 'boolean'].includes(typeof field)),
  );
  return { message: error.message, code: error.name, data };
}
