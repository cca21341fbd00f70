"""WhatsApp Business Cloud API: messages of citizens as reports."""
