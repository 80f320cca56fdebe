import { Authority } from '../support/certificates.ts'
import { secured } from './tcpHelpers.ts'

/** Whoever imports this before other tests has them run over TLS. One certificate is for both nodes of the sample. */
secured.by = new Authority().issue({ names: ['alpha', 'beta'] })
