import { Component, ReactNode } from 'react';

/** Shows something else where a chart breaks; the page around it stays. */
export class ChartBoundary extends Component<
  { instead: ReactNode; children: ReactNode },
  { broken: boolean }
> {
  state = { broken: false };

  static getDerivedStateFromError() {
    return { broken: true };
  }

  render() {
    return this.state.broken ? this.props.instead : this.props.children;
  }
}
