import type { Progress } from '../engine/protocol';
import type { CommandContext } from './command';

const WIDTH = 24;

/** Draws the progress of the engine as a bar on stderr. */
export function reportProgress(context: Pick<CommandContext, 'showProgress'>): (progress: Progress) => void {
  return ({ stage, done, of }) => {
    const share = of > 0 ? Math.min(1, done / of) : 0;
    const bar = '█'.repeat(Math.round(share * WIDTH)).padEnd(WIDTH, '░');
    context.showProgress(`${bar} ${Math.floor(share * 100)} %  ${stage}`);
  };
}
