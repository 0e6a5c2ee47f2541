import { processChannel } from './channel';
import { EngineService, type Abilities } from './service';

/** Answers the process that forked this one, until it is gone or lets go: then this one ends too, whatever it is doing. */
export function serveParent(abilities: Abilities): void {
  if (!process.send) throw new Error('The engine is started by Likeness; it is not a command.');
  const service = new EngineService(processChannel(process), abilities);
  // Ctrl+C, a lost terminal and a cluster's time limit reach the whole group; what becomes of the work is for the host to say.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
  process.once('disconnect', () => void service.close().finally(() => process.exit(0)));
}
