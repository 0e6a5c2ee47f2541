import { connect } from '../../src/rpc/rpc';
import { adoptStyles, extensionChannel, reportTroubles } from '../boot';
import css from '../style.css';
import { speak } from '../words';
import { SimilarityPage } from './page';
import type { SimilarityHostSide, SimilarityPageSide } from './protocol';
import ownCss from './similarity.css';
import { similarityValidators } from './validators';

/*
 * The page of the Similarity view: the selected snapshot against the baseline.
 */

adoptStyles(css, ownCss);

const page = new SimilarityPage({
  act: (id) => peer.tell('act', { id }),
  open: () => peer.tell('open', null),
});
const trouble = (message: string): void => peer.tell('trouble', { message });

const peer = connect<SimilarityPageSide, SimilarityHostSide>(
  extensionChannel(),
  similarityValidators,
  {
    requests: {},
    events: {
      show({ showing, strings }) {
        speak(strings);
        page.show(showing);
      },
    },
  },
  (why) => trouble(`Refused a message of the extension: ${why}`),
);
reportTroubles(trouble);

document.body.append(page.element);
