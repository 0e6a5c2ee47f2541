import { window, type LogOutputChannel } from 'vscode';

/** The "Likeness" output channel, made when there is something to say. */
export class Log {
  #channel: LogOutputChannel | undefined;

  info = (message: string): void => this.#get().info(message);
  warn = (message: string): void => this.#get().warn(message);
  error = (message: string): void => this.#get().error(message);
  show = (): void => this.#get().show(true);
  dispose = (): void => this.#channel?.dispose();

  #get(): LogOutputChannel {
    this.#channel ??= window.createOutputChannel('Likeness', { log: true });
    return this.#channel;
  }
}
