// Imported before n8n's engine: it writes all that it has to say into its log, for tests that read it.
process.env.N8N_LOG_LEVEL = 'debug';
