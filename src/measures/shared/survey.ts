import type { Reference } from '../measure';

/** The survey itself, for a measure whose formula stands there. */
export function surveyed(section: string): Reference {
  return {
    survey: section,
    paper:
      'Klabunde, Schumacher, Strohmaier, Lemmerich: Similarity of Neural Network Models: A Survey of Functional and Representational Measures. ACM Computing Surveys 57(9), 2025',
    doi: '10.1145/3728458',
  };
}
