"""The process: settings, embedded servers, the engine and what runs in the background."""
