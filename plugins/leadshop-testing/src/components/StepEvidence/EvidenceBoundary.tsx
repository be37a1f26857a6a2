import { Component, ErrorInfo, ReactNode } from 'react';

/** Shows something simpler when a view cannot be drawn. */
export class EvidenceBoundary extends Component<
  {
    fallback: ReactNode;
    children: ReactNode;
    onError: (error: Error, info: ErrorInfo) => void;
  },
  { broken: boolean }
> {
  static getDerivedStateFromError() {
    return { broken: true };
  }

  state = { broken: false };

  componentDidCatch(error: Error, info: ErrorInfo) {
    this.props.onError(error, info);
  }

  render() {
    return this.state.broken ? this.props.fallback : this.props.children;
  }
}
