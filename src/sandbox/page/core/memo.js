import { Component, createElement } from 'preact';
import { shallow } from './store.js';

/**
 * A component that is drawn again only when one of its properties is another value.
 * @template P
 * @param {(props: P) => any} Drawn
 * @returns {(props: P) => any}
 */
export function memo(Drawn) {
  class Memo extends Component {
    /** @override @param {any} next */
    shouldComponentUpdate(next) {
      return !shallow(this.props, next);
    }
    /** @override */
    render() {
      return createElement(/** @type {any} */ (Drawn), this.props);
    }
  }
  return /** @type {any} */ (Memo);
}
