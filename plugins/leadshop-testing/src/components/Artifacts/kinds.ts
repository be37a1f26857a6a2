import type { Artifact } from '@leadshop/backstage-plugin-leadshop-testing-common';

/** What a browser shows of an artifact, and how. */
export type ArtifactKind = 'picture' | 'pdf' | 'html' | 'text' | 'file';

/** Pictures of points only: an SVG could bring scripts along. */
const PICTURES = /^image\/(png|jpeg|webp|gif)$/;

/** The kind that an artifact's type makes it. */
export function kindOf({ content_type }: Artifact): ArtifactKind {
  const [type] = content_type.toLowerCase().split(';');
  if (PICTURES.test(type)) {
    return 'picture';
  }
  switch (type.trim()) {
    case 'application/pdf':
      return 'pdf';
    case 'text/html':
      return 'html';
    case 'text/plain':
      return 'text';
    default:
      return 'file';
  }
}

/** True for what a browser can show. */
export function canPreview(artifact: Artifact): boolean {
  return kindOf(artifact) !== 'file';
}
