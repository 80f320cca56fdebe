// The same over TLS: first what protects the streams, then the tests.
import './overTls.ts'
import './streamTests.ts'
