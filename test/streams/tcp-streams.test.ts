// Streams over TCP, in the clear.
import './streamTests.ts'
