import { connect } from '../../src/rpc/rpc';
import { adoptStyles, extensionChannel, reportTroubles } from '../boot';
import { speak } from '../words';
import { InspectPage } from './page';
import type { InspectHostSide, InspectPageSide } from './protocol';
import css from '../style.css';
import ownCss from './inspect.css';
import { inspectValidators } from './validators';

/*
 * The page of a dump: its arrays and their health, read-only.
 */

adoptStyles(css, ownCss);

const page = new InspectPage({
  cancel: () => peer.tell('cancel', null),
  again: () => peer.tell('again', null),
  copy: (text, what) => peer.tell('copy', { text, what }),
});
const trouble = (message: string): void => peer.tell('trouble', { message });

const peer = connect<InspectPageSide, InspectHostSide>(
  extensionChannel(),
  inspectValidators,
  {
    requests: {},
    events: {
      reading({ name, strings }) {
        speak(strings);
        page.reading(name);
      },
      progress: (progress) => page.progress(progress),
      inspected: ({ inspection, key }) => page.show(inspection, key),
      failed: ({ message }) => page.failed(message),
    },
  },
  (why) => trouble(`Refused a message of the extension: ${why}`),
);

reportTroubles(trouble);
document.body.append(page.element);
