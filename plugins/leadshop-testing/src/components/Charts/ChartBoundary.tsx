import { Component, ReactNode } from 'react';

/** Shows something else where a chart breaks; the page around it stays. */
export class ChartBoundary extends Component<
  { instead: ReactNode; children: ReactNode },
  { broken: boolean }
> {
  static getDerivedStateFromError() {
    return { broken: true };
  }

  state = { broken: false };

  render() {
    return this.state.broken ? this.props.instead : this.props.children;
  }
}
