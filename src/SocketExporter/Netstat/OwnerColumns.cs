using System.Text.Json;

namespace SocketExporter.Netstat;

/// <summary>The columns of -e and -p, behind the state.</summary>
internal sealed class OwnerColumns
{
    private const int UserWidth = 10;
    private const int InodeWidth = 10;

    private readonly NetstatRequest _request;
    private readonly NetstatOutput _output;
    private readonly SystemNames _names;
    private readonly SocketPrograms _programs;

    public OwnerColumns(NetstatContext context)
    {
        _request = context.Request;
        _output = context.Output;
        _names = context.Names;
        _programs = context.Programs;
    }

    public void Write(uint uid, uint inode)
    {
        if (_request.Extended > 0)
        {
            _output.Write(" "u8);
            WriteUser(uid);
            _output.Write(" "u8);
            _output.WriteLeft(inode, InodeWidth);
        }

        if (_request.Programs)
        {
            _output.Write(" "u8);
            _programs.Write(_output, inode);
        }
    }

    /// <summary>As properties of the row that was begun.</summary>
    public void WriteJson(Utf8JsonWriter json, uint uid, uint inode)
    {
        if (_request.Extended > 0)
        {
            json.WriteNumber("uid"u8, uid);
            json.WriteNumber("inode"u8, inode);
        }

        if (_request.Programs)
        {
            _programs.WriteJson(json, inode);
        }
    }

    private void WriteUser(uint uid)
    {
        ReadOnlySpan<byte> name = _request.NumericUsers ? [] : _names.OfUser(uid);
        if (name.IsEmpty)
        {
            // net-tools prints it as a signed number.
            _output.WriteLeft((int)uid, UserWidth);
        }
        else
        {
            _output.WriteName(name, UserWidth);
        }
    }
}
