// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {IntentAuthority} from "./IntentAuthority.sol";
import {SessionStorage} from "./SessionStorage.sol";
import {IntentAuth} from "./interfaces/IIntents.sol";
import {ISessionTarget, SessionUse} from "./interfaces/ISessionTarget.sol";
import {ISessions, Session, SessionState} from "./interfaces/ISessions.sol";
import {SessionSignature} from "./libraries/SessionSignature.sol";

/// @title Sessions
/// @notice The half of the account registry that knows session keys, reached through its fallback and run on its storage, because both halves
/// together exceed the size limit of one contract. See `ISessions`.
/// @dev Invariant: what a session spent is at most its total limit, and at most its window's limit in each window.
/// Invariant: only the account itself registers a session; no session key signs anything that this contract does.
contract Sessions is ISessions, SessionStorage {
    bytes32 private constant REGISTER_TYPEHASH = keccak256(
        "RegisterSession(address account,address key,uint8 kind,uint48 expiry,uint32 window,uint64 windowLimit,uint64 totalLimit,address[] targets,bytes4[] selectors,address[] recipients,uint32[] series,uint256 nonce,uint48 deadline,uint32 gasLimit)"
    );
    bytes32 private constant REVOKE_TYPEHASH = keccak256(
        "RevokeSession(address account,address key,uint256 nonce,uint48 deadline,uint32 gasLimit)"
    );
    bytes32 private constant END_TYPEHASH = keccak256("EndSessions(address account,uint256 nonce,uint48 deadline,uint32 gasLimit)");

    /// @dev A season: a forgotten key in a forgotten browser ends by itself.
    uint256 private constant MAX_LIFE = 90 days;
    /// @dev The lists are written at registration, 22,100 gas an entry: 40 entries stay below a third of what an intent may cost.
    uint256 private constant MAX_FUNCTIONS = 16;
    uint256 private constant MAX_RECIPIENTS = 8;
    uint256 private constant MAX_SERIES = 16;

    /// @dev What a grant is about stands in its first byte.
    bytes1 private constant OF_FUNCTION = 0x01;
    bytes1 private constant OF_RECIPIENT = 0x02;
    bytes1 private constant OF_SERIES = 0x03;

    /// @dev Created by the account registry, whose name it signs by.
    constructor() EIP712("Genex Account Registry", "1") IntentAuthority(msg.sender) {}

    // ----------------------------------------------------------------------------------------------------------------- account

    /// @inheritdoc ISessions
    function registerSessionBySig(Session calldata session, IntentAuth calldata auth) external {
        _authorize(auth, _hashSession(session, auth));
        _requireTerms(auth.account, session);
        uint32 number = ++_numbers[auth.account].last;
        _terms[auth.account][session.key] = Terms({
            expiry: session.expiry,
            window: session.window,
            windowLimit: session.windowLimit,
            totalLimit: session.totalLimit,
            number: number,
            kind: session.kind,
            hasSeries: session.series.length != 0
        });
        delete _spent[auth.account][session.key];
        _grant(_grants[auth.account][number], session);
        emit SessionRegistered(auth.account, session.key, number, session);
    }

    /// @inheritdoc ISessions
    function revokeSession(address key) external {
        _revoke(msg.sender, key);
    }

    /// @inheritdoc ISessions
    function revokeSessionBySig(address key, IntentAuth calldata auth) external {
        _authorize(auth, keccak256(abi.encode(REVOKE_TYPEHASH, auth.account, key, auth.nonce, auth.deadline, auth.gasLimit)));
        _revoke(auth.account, key);
    }

    /// @inheritdoc ISessions
    function endSessionsBySig(IntentAuth calldata auth) external {
        _authorize(auth, keccak256(abi.encode(END_TYPEHASH, auth.account, auth.nonce, auth.deadline, auth.gasLimit)));
        _endSessions(auth.account);
    }

    // ----------------------------------------------------------------------------------------------------- contracts with intents

    /// @inheritdoc ISessions
    function useSession(address account, bytes32 digest, bytes calldata signature, bytes calldata call) external {
        // Checks.
        bytes4 selector = bytes4(call);
        require(msg.sender != address(this), Sessions_NotOpen(selector));
        (address key, uint8 kind) = SessionSignature.signerOf(digest, signature);
        require(key != address(0), Sessions_BadSignature(account));
        Terms memory terms = _terms[account][key];
        require(_isRegistered(account, terms) && kind == terms.kind, Sessions_Unknown(account, key));
        require(block.timestamp <= terms.expiry, Sessions_Expired(key, terms.expiry, block.timestamp));
        mapping(bytes32 => bool) storage grants = _grants[account][terms.number];
        require(grants[_ofFunction(msg.sender, selector)], Sessions_OutOfScope(key, msg.sender, selector));
        SessionUse memory use = ISessionTarget(msg.sender).sessionUse(call);
        bool isAllowed = use.recipient == address(0) || use.recipient == account || grants[_ofRecipient(use.recipient)];
        require(isAllowed, Sessions_RecipientOutOfScope(key, use.recipient));
        for (uint256 i = 0; terms.hasSeries && i < use.series.length; ++i) {
            require(grants[_ofSeries(use.series[i])], Sessions_SeriesOutOfScope(key, use.series[i]));
        }

        // Effects.
        Spent memory spent = _spend(_spent[account][key], terms, key, use.amount);
        if (use.amount != 0) _spent[account][key] = spent;
        emit SessionUsed(account, key, msg.sender, selector, use.amount, spent.total, spent.inWindow, spent.windowEndsAt);
    }

    // ------------------------------------------------------------------------------------------------------------------- views

    /// @inheritdoc ISessions
    function sessionOf(address account, address key) external view returns (SessionState memory) {
        Terms memory terms = _terms[account][key];
        Spent memory spent = _spent[account][key];
        return
            SessionState({
                isLive: _isRegistered(account, terms) && block.timestamp <= terms.expiry,
                kind: terms.kind,
                expiry: terms.expiry,
                window: terms.window,
                windowLimit: terms.windowLimit,
                totalLimit: terms.totalLimit,
                spent: spent.total,
                spentInWindow: spent.inWindow,
                windowEndsAt: spent.windowEndsAt
            });
    }

    /// @inheritdoc ISessions
    function isInScope(address account, address key, address target, bytes4 selector) external view returns (bool) {
        Terms memory terms = _terms[account][key];
        bool isLive = _isRegistered(account, terms) && block.timestamp <= terms.expiry;
        return isLive && _grants[account][terms.number][_ofFunction(target, selector)];
    }

    // ----------------------------------------------------------------------------------------------------------------- private

    function _revoke(address account, address key) private {
        require(_isRegistered(account, _terms[account][key]), Sessions_Unknown(account, key));
        delete _terms[account][key];
        emit SessionRevoked(account, key);
    }

    function _isRegistered(address account, Terms memory terms) private view returns (bool) {
        return terms.number > _numbers[account].ended;
    }

    /// @dev No subtraction underflows: what was spent is at most its limit.
    function _spend(Spent memory spent, Terms memory terms, address key, uint64 amount) private view returns (Spent memory) {
        if (block.timestamp >= spent.windowEndsAt) {
            spent.inWindow = 0;
            // The cast holds for 8,000,000 years.
            spent.windowEndsAt = uint48(block.timestamp + terms.window);
        }
        uint64 left = terms.totalLimit - spent.total;
        require(amount <= left, Sessions_TotalLimit(key, left, amount));
        uint64 leftInWindow = terms.windowLimit - spent.inWindow;
        require(amount <= leftInWindow, Sessions_WindowLimit(key, leftInWindow, amount));
        spent.total += amount;
        spent.inWindow += amount;
        return spent;
    }

    function _requireTerms(address account, Session calldata session) private view {
        bool isKey = session.key != address(0) && session.key != account && session.kind <= SessionSignature.P_256;
        require(isKey, Sessions_BadKey(session.key, session.kind));
        uint256 latest = block.timestamp + MAX_LIFE;
        require(session.expiry > block.timestamp && session.expiry <= latest, Sessions_BadExpiry(session.expiry, latest));
        require(session.window != 0, Sessions_BadWindow());
        (uint256 targets, uint256 selectors) = (session.targets.length, session.selectors.length);
        (uint256 recipients, uint256 series) = (session.recipients.length, session.series.length);
        bool isScope = targets == selectors && targets != 0 && targets <= MAX_FUNCTIONS;
        isScope = isScope && recipients <= MAX_RECIPIENTS && series <= MAX_SERIES;
        require(isScope, Sessions_BadScope(targets, selectors, recipients, series));
    }

    function _grant(mapping(bytes32 grant => bool granted) storage grants, Session calldata session) private {
        for (uint256 i = 0; i < session.targets.length; ++i) {
            require(session.targets[i] != address(this), Sessions_NotOpen(session.selectors[i]));
            grants[_ofFunction(session.targets[i], session.selectors[i])] = true;
        }
        for (uint256 i = 0; i < session.recipients.length; ++i) grants[_ofRecipient(session.recipients[i])] = true;
        for (uint256 i = 0; i < session.series.length; ++i) grants[_ofSeries(session.series[i])] = true;
    }

    function _ofFunction(address target, bytes4 selector) private pure returns (bytes32) {
        return bytes32(abi.encodePacked(OF_FUNCTION, target, selector));
    }

    function _ofRecipient(address recipient) private pure returns (bytes32) {
        return bytes32(abi.encodePacked(OF_RECIPIENT, recipient));
    }

    function _ofSeries(uint32 series) private pure returns (bytes32) {
        return bytes32(abi.encodePacked(OF_SERIES, series));
    }

    function _hashSession(Session calldata session, IntentAuth calldata auth) private pure returns (bytes32) {
        bytes memory terms = abi.encode(
            REGISTER_TYPEHASH,
            auth.account,
            session.key,
            session.kind,
            session.expiry,
            session.window,
            session.windowLimit,
            session.totalLimit
        );
        // EIP-712: an array is the hash of its elements, each a word.
        bytes memory scope = abi.encode(
            keccak256(abi.encodePacked(session.targets)),
            keccak256(abi.encodePacked(session.selectors)),
            keccak256(abi.encodePacked(session.recipients)),
            keccak256(abi.encodePacked(session.series))
        );
        return keccak256(bytes.concat(terms, scope, abi.encode(auth.nonce, auth.deadline, auth.gasLimit)));
    }

    /// @dev The registry's own batch knows them; nobody has an intent for this half alone.
    function _isIntent(bytes4) internal pure override returns (bool) {
        return false;
    }
}
