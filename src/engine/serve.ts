import { processChannel } from './channel';
import { EngineService, type Abilities } from './service';

/** Answers the process that forked this one, until it is gone or lets go: then this one ends too, whatever it is doing. */
export function serveParent(abilities: Abilities): void {
  if (!process.send) throw new Error('The engine is started by Likeness; it is not a command.');
  process.once('disconnect', () => process.exit(0));
  new EngineService(processChannel(process), abilities);
}
